#include "app/program.h"

#include "app/commands/commands.h"
#include "app/console.h"
#include "app/display.h"
#include "app/parse/parse.h"
#include "app/window.h"
#include "core/base/thread_pool.h"

#include <cstdio>
#include <exception>
#include <new>
#include <system_error>

namespace embedscope {

namespace {

int runParsed(const Parsed &parsed, int argc, char **argv)
{
    switch (parsed.action) {
    case Parsed::Action::Similar:
        return runSimilar(parsed.similar);
    case Parsed::Action::Embed:
        return runEmbed(parsed.embed);
    case Parsed::Action::Plot:
        return runPlot(parsed.plot);
    case Parsed::Action::Project:
        return runProject(parsed.project);
    case Parsed::Action::Cluster:
        return runCluster(parsed.cluster);
    case Parsed::Action::Spectrum:
        return runSpectrum(parsed.spectrum);
    case Parsed::Action::Labels:
        return runLabels(parsed.labels);
    case Parsed::Action::Classify:
        return runClassify(parsed.classify);
    case Parsed::Action::Outliers:
        return runOutliers(parsed.outliers);
    case Parsed::Action::Tokens:
        return runTokens(parsed.tokens);
    case Parsed::Action::Compare:
        return runCompare(parsed.compare);
    case Parsed::Action::Cache:
        return runCache(parsed.cache);
    case Parsed::Action::Model:
        return runModel(parsed.model);
    case Parsed::Action::ProbeDisplay:
        return displayReachable() ? kDone : kFailed;
    case Parsed::Action::Window:
        return openWindow(argc, argv, parsed.files);
    case Parsed::Action::Told:
        break;
    }
    return parsed.status;
}

} // namespace

int runProgram(int argc, char **argv)
{
    try {
        const Parsed parsed = parseCommandLine(argc, argv);
        if (parsed.action != Parsed::Action::Told && parsed.action != Parsed::Action::Window)
            endQuietlyOnSignals();
        ThreadPool::setSharedThreadCount(parsed.threads);
        return runParsed(parsed, argc, argv);
    } catch (const std::bad_alloc &) {
        return fail(makeError(Errc::OutOfMemory));
    } catch (const std::system_error &error) {
        // A thread that cannot be started, for one.
        const bool scarce = error.code() == std::errc::resource_unavailable_try_again;
        return fail(scarce ? makeError(Errc::OutOfMemory, "no thread can be started")
                           : makeError(Errc::Internal, error.what()));
    } catch (const std::exception &error) {
        return fail(makeError(Errc::Internal, error.what()));
    }
}

} // namespace embedscope
