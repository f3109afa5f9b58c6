#pragma once

#include "core/base/run_control.h"
#include "ui/state/exploration_job.h"
#include "ui/state/job_mailbox.h"

#include <cstdint>
#include <functional>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

namespace embedscope {

/// The half of an ExplorationJob that lives on the job's thread: opens models, explores, and puts what comes of it into
/// the mailbox.
class JobWorker
{
public:
    /// `wake` is called under the mailbox's mutex whenever somebody should look into it.
    JobWorker(JobMailbox &mailbox, ExplorationJob::OpenEmbedder openEmbedder, std::function<void()> wake);
    /// Answers requests until it is to quit.
    void run(const std::stop_token &quit);

private:
    enum class Urgency { CanWait, AtOnce };

    JobMailbox &m_mailbox;
    ExplorationJob::OpenEmbedder m_openEmbedder;
    std::function<void()> m_wake;
    std::uint64_t m_generation = 0;
    RunControl m_control;
    std::map<std::string, JobModel> m_models;
    std::vector<JobRow> m_recentRows; ///< delivered, but perhaps not in the store of the next snapshot
    std::uint64_t m_forgottenRows = 0;

    JobOutcome process(JobRequest request);
    JobModel openModel(const JobRequest &request);
    void openForImported(const ImportedVectors &imported, JobModel &model);
    void postRow(const std::string &storeKey, const Text &text, const VectorEntry &entry);
    /// Puts something into the mailbox unless a newer request has come.
    template <class Put> void post(Urgency urgency, const Put &put);
    void wake(Urgency urgency); ///< under the mutex
    /// The window's store has the rows before this number (counted from the first ever).
    void forgetRowsBefore(std::uint64_t adopted);
};

} // namespace embedscope
