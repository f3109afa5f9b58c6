#pragma once

#include "core/base/result.h"
#include "core/embed/embedder.h"
#include "core/explore/exploration.h"
#include "core/explore/recipe.h"
#include "core/explore/vector_store.h"
#include "core/text/corpus.h"
#include "ui/state/document/imported_vectors.h"
#include "ui/state/service/send_consent.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace embedscope {

/// What is done about texts that have no vector yet.
enum class Missing {
    Embed,
    Leave, ///< the rest is explored without them
};

/// A snapshot of everything that the work reads.
struct JobRequest
{
    Corpus corpus = {};
    Recipe recipe = {};
    std::optional<VectorStore> store = {};                ///< what is known for recipe.model, if it was open before
    std::shared_ptr<const ImportedVectors> imported = {}; ///< set when recipe.model is an imported one
    TextId anchor = {};                                   ///< what all are compared with: embedded first
    Missing missing = Missing::Embed;
    std::shared_ptr<const SendConsent> consent = {}; ///< to send texts to recipe.model, if it is a service
    bool openAnew = false;                           ///< also a model that is open: its key may be another one
};

/// A text got its vector or failed to.
struct JobRow
{
    std::string storeKey = {};
    Text text = {}; ///< id and text only
    VectorEntry entry = {};
};

/// What came of opening a recipe's model.
struct JobModel
{
    std::string model = {};    ///< Recipe::model
    std::string storeKey = {}; ///< which store its vectors belong to; empty: none
    std::shared_ptr<const Embedder> embedder = {};
    std::optional<Error> error = {}; ///< why there is no embedder
};

/// Whether something waits for a person's word.
struct JobQuestion
{
    std::optional<SendQuestion> question = {};
};

struct JobMailbox;

/// With its JobWorker the only class that knows threads: runs explore() for the newest request on one thread of its
/// own and tells what came of it on the thread it lives on. A newer request stops the older one, whose finished rows
/// are kept and never embedded again. To a service nothing is sent without consent: then asked() tells what waits, and
/// the rest is explored without it. Each request ends as exactly one of finished, failed, cancelled, or is superseded
/// silently.
class ExplorationJob : public QObject
{
    Q_OBJECT
public:
    /// Where a model's name becomes an embedder; called on the job's thread.
    using OpenEmbedder = std::function<Result<std::shared_ptr<const Embedder>>(const std::string &model)>;

    explicit ExplorationJob(OpenEmbedder openEmbedder, QObject *parent = nullptr);
    /// Stops and waits for the thread.
    ~ExplorationJob() override;

    void start(JobRequest request);
    /// Asks the running request to stop; cancelled() follows (or finished(), if it was just done).
    void cancel();
    bool isRunning() const { return m_running; }
    /// How often the mailbox was emptied: for tests of the limit of 20 a second.
    int wakeUps() const { return m_wakeUps; }

Q_SIGNALS:
    void modelOpened(const embedscope::JobModel &model);
    void rowsDone(const std::vector<embedscope::JobRow> &rows);
    /// Told once for each request that embeds: what waits, or that nothing does.
    void asked(const embedscope::JobQuestion &question);
    /// What a service makes us wait for; empty: it goes on.
    void waiting(const QString &words);
    void stageDone(const embedscope::ExplorationPtr &exploration);
    /// The map while it forms; the newest only.
    void forming(const embedscope::FormingMapPtr &map);
    void progress(qulonglong done, qulonglong total);
    void finished(const embedscope::ExplorationPtr &exploration);
    void failed(const embedscope::Error &error);
    void cancelled();

protected:
    bool event(QEvent *event) override;

private:
    void drain();
    void deliver();

    std::unique_ptr<JobMailbox> m_mailbox;
    bool m_running = false;
    int m_wakeUps = 0;
    QElapsedTimer m_sinceDrain;
    qint64 m_drainMs = 0; ///< how long the listeners took the last time
    QTimer m_drainTimer;
    std::jthread m_thread; ///< last: it uses all of the above
};

} // namespace embedscope
