#include "ui/state/scores/score_task.h"

#include "core/explore/scores/phrase_vectors.h"
#include "ui/state/document/document.h"
#include "ui/state/error_text.h"
#include "ui/state/service/send_consent.h"

namespace embedscope {

Result<VectorStore> ScoreInput::vectorsOf(const std::vector<std::string> &words, const RunControl &control) const
{
    if (embedder && !mayGoUnasked(*embedder, words))
        return makeError(Errc::TooLarge, embedder->host());
    if (embedder)
        return embedPhrases(*embedder, words, control);
    return VectorStore({}, exploration->modelName, static_cast<std::size_t>(exploration->vectors.cols()));
}

bool sameVectors(const ExplorationPtr &a, const ExplorationPtr &b)
{
    return a == b || (a && b && a->identity == b->identity && a->stored == b->stored && a->rows == b->rows);
}

ScoreTask::ScoreTask(Document &document, QObject *parent)
    : QObject(parent), m_document(document), m_task(std::make_unique<BackgroundTask>())
{
    m_delay.setSingleShot(true);
    m_delay.setInterval(0);
    connect(&m_delay, &QTimer::timeout, this, &ScoreTask::follow);
    connect(m_task.get(), &BackgroundTask::progress, this, &ScoreTask::progress);
    connect(m_task.get(), &BackgroundTask::runningChanged, this, &ScoreTask::changed);
    const auto soon = [this] { m_delay.start(); };
    connect(&document, &Document::explorationChanged, this, soon);
    connect(&document, &Document::vectorsChanged, this, soon); // a model was opened
    connect(&document, &Document::sendQuestionChanged, this, soon);
}

ScoreTask::~ScoreTask()
{
    m_task.reset(); // no more results
}

void ScoreTask::setActive(bool active)
{
    m_active = active;
    if (active)
        m_delay.start();
}

void ScoreTask::cancel()
{
    if (!isRunning())
        return;
    m_cancelled = true;
    m_task->cancel();
}

bool ScoreTask::isOutOfDate() const
{
    return m_of && !sameVectors(m_of, m_document.exploration());
}

ScoreInput ScoreTask::inputNow() const
{
    ScoreInput input{m_document.exploration(), nullptr};
    if (m_document.mayEmbedWords() && input.exploration &&
        m_document.embedder()->identity() == input.exploration->identity)
        input.embedder = m_document.embedder();
    return input;
}

/// Whether what was begun last reads the same as what would be begun now.
bool ScoreTask::isCurrent(const ScoreInput &input) const
{
    return m_tried.exploration && m_tried.embedder == input.embedder &&
           sameVectors(m_tried.exploration, input.exploration);
}

void ScoreTask::ask()
{
    m_task->cancel();
    m_known = false;
    m_tried = {};
    m_problem.clear();
    m_cancelled = false;
    m_delay.start();
}

void ScoreTask::run()
{
    const ScoreInput input = inputNow();
    if (!input.exploration || input.exploration->size() == 0 || !isAsked())
        return;
    m_tried = input;
    m_problem.clear();
    m_cancelled = false;
    begin(input);
}

void ScoreTask::follow()
{
    const ExplorationPtr &now = m_document.exploration();
    const bool none = !now || now->size() == 0 || !isAsked();
    if (none && (m_of || isRunning() || !m_problem.isEmpty())) {
        m_task->cancel();
        m_of.reset();
        m_tried = {};
        m_known = false;
        m_problem.clear();
        ++m_revision;
        clear();
    }
    // A cancel stands until somebody asks anew; what an old model is busy with is waited for.
    if (!none && m_active && follows() && !m_cancelled) {
        const ScoreInput input = inputNow();
        const bool done = m_known && !isOutOfDate();
        if (!done && !isCurrent(input)) {
            run();
            return;
        }
    }
    Q_EMIT changed();
}

void ScoreTask::finish(const ScoreInput &input, const std::optional<Error> &error)
{
    if (!error) {
        m_of = input.exploration;
        m_known = true;
        ++m_revision;
    } else if (error->code != Errc::Cancelled) {
        m_problem = sentenceOf(*error);
    }
    Q_EMIT changed();
}

QString ScoreTask::sentenceOf(const Error &error) const
{
    const auto embedder = m_document.embedder();
    if (error.code == Errc::ModelMismatch && embedder && !m_document.mayEmbedWords())
        return tr("These words would be sent to %1, and nothing is sent there before you agree to it for the texts.")
            .arg(QString::fromStdString(embedder->host()));
    if (error.code == Errc::TooLarge && embedder && !error.detail.empty() && error.detail == embedder->host())
        return tr("At most %1 words at a time are sent to %2 without a question. Use fewer.")
            .arg(kMostUnasked)
            .arg(QString::fromStdString(error.detail));
    return errorText(error);
}

} // namespace embedscope
