#pragma once

#include "ui/state/exploration_job.h"

#include <QString>

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <stop_token>
#include <vector>

namespace embedscope {

/// How a request ended.
struct JobOutcome
{
    enum class Kind { Finished, Failed, Cancelled } kind = Kind::Cancelled;
    ExplorationPtr exploration = {};
    Error error = {};
};

struct JobProgress
{
    std::size_t done = 0;
    std::size_t total = 0;
};

/// What the window's thread and the job's share, all of it under the mutex.
struct JobMailbox
{
    std::mutex mutex;
    std::condition_variable_any requested;

    // To the worker
    std::optional<JobRequest> request;
    std::uint64_t generation = 0;  ///< of the newest request
    std::uint64_t adoptedRows = 0; ///< how many rows the window had taken when it made the request
    std::stop_source stop;         ///< of the newest request

    // To the window: the mailbox
    std::vector<JobRow> rows;
    std::uint64_t takenRows = 0; ///< rows the window has taken, ever
    std::vector<JobModel> models;
    std::optional<JobQuestion> question;
    std::vector<ExplorationPtr> stages;
    FormingMapPtr forming; ///< none once a stage has come after it
    std::optional<JobProgress> progress;
    std::optional<QString> note;
    std::optional<JobOutcome> outcome;
    bool wakePending = false;
    bool urgent = false; ///< more than rows and progress: not to be held back
};

} // namespace embedscope
