#pragma once

#include "app/options.h"

#include <string>
#include <vector>

namespace embedscope {

/// What the command line asks for.
struct Parsed
{
    enum class Action {
        Told, ///< help, version or wrong usage: said already, only `status` is left
        Window,
        ProbeDisplay,
        Similar,
        Embed,
        Plot,
        Project,
        Cluster,
        Spectrum,
        Labels,
        Classify,
        Outliers,
        Tokens,
        Compare,
        Cache,
        Model,
    };
    Action action = Action::Told;
    int status = 0;
    unsigned threads = 0;
    std::vector<std::string> files = {}; ///< for the window
    SimilarOptions similar = {};
    EmbedOptions embed = {};
    PlotOptions plot = {};
    ProjectOptions project = {};
    ClusterOptions cluster = {};
    SpectrumOptions spectrum = {};
    LabelsOptions labels = {};
    ClassifyCommandOptions classify = {};
    OutliersOptions outliers = {};
    TokensOptions tokens = {};
    CompareCommandOptions compare = {};
    CacheOptions cache = {};
    ModelOptions model = {};
};

/// Reads the command line as docs/command-line.md says. Help and version go to standard output, wrong usage to standard
/// error.
Parsed parseCommandLine(int argc, const char *const *argv);

} // namespace embedscope
