#pragma once

#include "app/options.h"

namespace embedscope {

// The subcommands. Each prints what docs/command-line.md says and returns the exit status.
int runSimilar(const SimilarOptions &options);
int runEmbed(const EmbedOptions &options);
int runPlot(const PlotOptions &options);
int runProject(const ProjectOptions &options);
int runCluster(const ClusterOptions &options);
int runSpectrum(const SpectrumOptions &options);
int runLabels(const LabelsOptions &options);
int runClassify(const ClassifyCommandOptions &options);
int runOutliers(const OutliersOptions &options);
int runTokens(const TokensOptions &options);
int runCompare(const CompareCommandOptions &options);
int runCache(const CacheOptions &options);
int runModel(const ModelOptions &options);

} // namespace embedscope
