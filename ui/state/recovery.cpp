#include "ui/state/recovery.h"

#include "core/system/atomic_file.h"
#include "core/system/mapped_file.h"
#include "core/system/standard_folders.h"
#include "ui/state/document.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QEvent>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <utility>

namespace embedscope {

namespace {

constexpr int kDelayMs = 1500;
constexpr qint64 kLongestDelayMs = 10'000;
/// More programs at once than anybody runs.
constexpr int kMostFiles = 16;
constexpr std::size_t kLargestState = std::size_t{1} << 32;

QEvent::Type wroteType()
{
    static const auto type = static_cast<QEvent::Type>(QEvent::registerEventType());
    return type;
}

std::string encoded(const QString &path)
{
    return QFile::encodeName(path).toStdString();
}

} // namespace

struct Recovery::Shared
{
    std::mutex mutex;
    std::condition_variable_any changed;
    std::optional<QByteArray> toWrite;
    bool writing = false;
    std::optional<std::optional<Error>> outcome; ///< of the last write, until it was looked at
};

Recovery::Recovery(Document &document, const QString &folder, QObject *parent)
    : QObject(parent), m_document(document), m_shared(std::make_unique<Shared>())
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &Recovery::handOver);
    connect(&document, &Document::corpusChanged, this, &Recovery::changed);
    connect(&document, &Document::recipeChanged, this, &Recovery::changed);
    connect(&document, &Document::viewChanged, this, &Recovery::changed);
    connect(&document, &Document::titleChanged, this, &Recovery::changed);
    takeFile(folder);
    if (!m_lock)
        return;
    m_thread = std::jthread(
        [this, path = encoded(m_file)](const std::stop_token &quit) { writeAll(*m_shared, path, this, quit); });
}

Recovery::~Recovery()
{
    if (m_timer.isActive())
        saveNow();
    if (m_thread.joinable()) {
        m_thread.request_stop();
        m_thread.join();
    }
}

void Recovery::takeFile(const QString &folder)
{
    if (const Status made = makeFolder(encoded(folder)); !made) {
        m_startError = made.error();
        return;
    }
    for (int i = 1; i <= kMostFiles; ++i) {
        const QString name = i == 1 ? QStringLiteral("session") : QStringLiteral("session-%1").arg(i);
        auto lock = std::make_unique<QLockFile>(folder + QLatin1Char('/') + name + QStringLiteral(".lock"));
        lock->setStaleLockTime(0); // only a dead owner makes it stale, however long it runs
        if (lock->tryLock(0)) {
            m_file = folder + QLatin1Char('/') + name + QStringLiteral(".state");
            m_lock = std::move(lock);
            return;
        }
        if (lock->error() != QLockFile::LockFailedError)
            break;
    }
    m_startError = makeError(Errc::FileUnwritable, {}, encoded(folder));
}

bool Recovery::restore()
{
    if (!m_lock || !QFileInfo::exists(m_file))
        return false;
    const Result<std::string> bytes = readSmallFile(encoded(m_file), kLargestState);
    if (bytes && m_document.restoreState(QByteArray::fromRawData(bytes->data(), static_cast<qsizetype>(bytes->size()))))
        return true;
    const QString stamp = QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyyMMdd-HHmmss-zzz"));
    const QString aside = m_file + QStringLiteral(".damaged-") + stamp;
    if (QFile::rename(m_file, aside))
        m_setAside = aside;
    return false;
}

void Recovery::changed()
{
    if (m_timer.isActive())
        return; // the first change counts: an edit is never older than the delay
    m_timer.start(static_cast<int>(std::clamp<qint64>(20 * m_gatherMs, kDelayMs, kLongestDelayMs)));
}

void Recovery::handOver()
{
    if (!m_lock) {
        report(m_startError);
        return;
    }
    QElapsedTimer gathering;
    gathering.start();
    QByteArray state = m_document.saveState();
    m_gatherMs = gathering.elapsed();
    {
        std::lock_guard lock(m_shared->mutex);
        m_shared->toWrite = std::move(state);
    }
    m_shared->changed.notify_all();
}

void Recovery::saveNow()
{
    m_timer.stop();
    handOver();
    if (!m_lock)
        return;
    std::optional<std::optional<Error>> outcome;
    {
        std::unique_lock lock(m_shared->mutex);
        m_shared->changed.wait(lock, [this] { return !m_shared->toWrite && !m_shared->writing; });
        outcome = std::exchange(m_shared->outcome, std::nullopt);
    }
    if (outcome)
        report(*outcome);
}

void Recovery::writeAll(Shared &shared, const std::string &path, QObject *owner, const std::stop_token &quit)
{
    for (;;) {
        QByteArray state;
        {
            std::unique_lock lock(shared.mutex);
            if (!shared.changed.wait(lock, quit, [&] { return shared.toWrite.has_value(); }))
                return;
            state = *std::exchange(shared.toWrite, std::nullopt);
            shared.writing = true;
        }
        const Status written = writeFileAtomically(path, {state.constData(), static_cast<std::size_t>(state.size())});
        {
            std::lock_guard lock(shared.mutex);
            shared.writing = false;
            shared.outcome.emplace(written ? std::nullopt : std::optional(written.error()));
            QCoreApplication::postEvent(owner, new QEvent(wroteType()));
        }
        shared.changed.notify_all();
    }
}

bool Recovery::event(QEvent *event)
{
    std::optional<std::optional<Error>> outcome;
    {
        // Taken before the event is looked at: it orders our reading after the writer's.
        std::lock_guard lock(m_shared->mutex);
        if (event->type() == wroteType())
            outcome = std::exchange(m_shared->outcome, std::nullopt);
    }
    if (outcome)
        report(*outcome);
    return event->type() == wroteType() || QObject::event(event);
}

void Recovery::report(const std::optional<Error> &error)
{
    if (!error) {
        m_told = false;
        return;
    }
    if (!std::exchange(m_told, true))
        Q_EMIT failed(*error);
}

} // namespace embedscope
