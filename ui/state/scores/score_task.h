#pragma once

#include "core/base/result.h"
#include "core/explore/exploration.h"
#include "core/explore/vector_store.h"
#include "ui/state/background_task.h"

#include <QObject>
#include <QString>
#include <QTimer>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace embedscope {

class Document;
class Embedder;

/// What a piece of work reads: it never looks at the document.
struct ScoreInput
{
    ExplorationPtr exploration = {};
    std::shared_ptr<const Embedder> embedder = {}; ///< that made its vectors; none where no words may be embedded

    /// Vectors of typed words; without an embedder none, and only words that are texts will be found. Errors: of
    /// embedPhrases(), TooLarge (detail: a host) where more would be sent at a time than may go unasked.
    Result<VectorStore> vectorsOf(const std::vector<std::string> &words, const RunControl &control) const;
};

/// Numbers about the texts of a document that nobody undoes: worked out in the background, and again when texts or
/// vectors change. Results that are there stay until there are others. Lives on the document's thread.
class ScoreTask : public QObject
{
    Q_OBJECT
public:
    ~ScoreTask() override;

    /// Only while it is on show does the document's change lead to work.
    void setActive(bool active);
    void cancel();
    /// Begins now, whether or not anything has changed.
    void run();
    bool isRunning() const { return m_task->isRunning(); }
    /// The rows that the results are of; null before there are any.
    const ExplorationPtr &exploration() const { return m_of; }
    /// Rises with every new result, and where there are none any more.
    int revision() const { return m_revision; }
    /// Whether the results are of texts or vectors that are past.
    bool isOutOfDate() const;
    /// Why there are no (new) results, as a sentence; empty where nothing is wrong.
    QString problem() const { return m_problem; }
    bool wasCancelled() const { return m_cancelled; }

Q_SIGNALS:
    void changed(); ///< results, problem, whether it runs, whether it is out of date
    void progress(qulonglong done, qulonglong total);

protected:
    explicit ScoreTask(Document &document, QObject *parent);
    Document &document() const { return m_document; }

    /// Whether there is anything to do for an exploration with at least one row.
    virtual bool isAsked() const = 0;
    /// Whether a change of the document is reason enough to begin; else run() is.
    virtual bool follows() const { return true; }
    /// To be done by launch().
    virtual void begin(const ScoreInput &input) = 0;
    /// Results are to be forgotten: there is nothing asked any more.
    virtual void clear() = 0;

    /// What is asked has changed.
    void ask();
    /// Runs `compute(input, control)`, a Result<Out>, in the background, and puts what comes of it into `out`.
    template <class Out, class Compute> void launch(const ScoreInput &input, Out &out, Compute compute)
    {
        m_task->start([this, input, &out, compute = std::move(compute)](const RunControl &control) {
            auto found = std::make_shared<Result<Out>>(compute(input, control));
            return BackgroundTask::Outcome([this, input, &out, found] {
                if (!m_tried.exploration)
                    return; // something else is asked by now, or nothing
                if (*found)
                    out = std::move(**found);
                finish(input, *found ? std::nullopt : std::optional(found->error()));
            });
        });
    }
    QString sentenceOf(const Error &error) const;
    ScoreInput inputNow() const;

private:
    void follow();
    void finish(const ScoreInput &input, const std::optional<Error> &error);
    bool isCurrent(const ScoreInput &input) const;

    Document &m_document;
    std::unique_ptr<BackgroundTask> m_task;
    QTimer m_delay; ///< several changes of one moment are one reason
    ExplorationPtr m_of;
    ScoreInput m_tried;   ///< the latest that was begun
    bool m_known = false; ///< there are results for what is asked
    QString m_problem;
    bool m_active = false;
    bool m_cancelled = false;
    int m_revision = 0;
};

/// Whether two stages have the same texts with the same vectors: maps and clusters come and go.
bool sameVectors(const ExplorationPtr &a, const ExplorationPtr &b);

} // namespace embedscope
