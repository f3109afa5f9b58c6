#include "ui/state/document/recovery.h"

#include "core/system/atomic_file.h"
#include "core/system/mapped_file.h"
#include "core/system/standard_folders.h"
#include "ui/state/document/document.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
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
/// More programs at once, and more left behind, than anybody has.
constexpr int kMostFiles = 200;
/// Nobody writes for so long.
constexpr int kUnfinishedSeconds = 3600;
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

/// Of a session's file, not yet locked.
std::unique_ptr<QLockFile> lockOf(const QString &file)
{
    auto lock = std::make_unique<QLockFile>(file.chopped(QStringLiteral("state").size()) + QStringLiteral("lock"));
    lock->setStaleLockTime(0); // only a dead owner makes it stale, however long it runs
    return lock;
}

Result<QByteArray> readState(const QString &file)
{
    const Result<std::string> bytes = readSmallFile(encoded(file), kLargestState);
    if (!bytes)
        return bytes.error();
    return QByteArray(bytes->data(), static_cast<qsizetype>(bytes->size()));
}

} // namespace

struct Recovery::Shared
{
    std::mutex mutex;
    std::condition_variable_any changed;
    std::optional<QByteArray> toWrite;
    std::string path; ///< where to
    bool writing = false;
    std::optional<std::optional<Error>> outcome; ///< of the last write, until it was looked at
};

Recovery::Recovery(Document &document, const QString &folder, SessionStart start, QObject *parent)
    : QObject(parent), m_document(document), m_folder(folder), m_shared(std::make_unique<Shared>())
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &Recovery::handOver);
    connect(&document, &Document::corpusChanged, this, &Recovery::changed);
    connect(&document, &Document::recipeChanged, this, &Recovery::changed);
    connect(&document, &Document::viewChanged, this, &Recovery::changed);
    connect(&document, &Document::titleChanged, this, &Recovery::changed);
    connect(&document, &Document::draftChanged, this, &Recovery::changed);
    connect(&document, &Document::scoreQuestionsChanged, this, &Recovery::changed);
    takeFile(start);
    if (!m_lock)
        return;
    m_thread = std::jthread([this](const std::stop_token &quit) { writeAll(*m_shared, this, quit); });
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

QString Recovery::fileOf(int number) const
{
    const QString name = number == 1 ? QStringLiteral("session") : QStringLiteral("session-%1").arg(number);
    return m_folder + QLatin1Char('/') + name + QStringLiteral(".state");
}

void Recovery::takeFile(SessionStart start)
{
    if (const Status made = makeFolder(encoded(m_folder)); !made) {
        m_startError = made.error();
        return;
    }
    removeUnfinished();
    if (!(start == SessionStart::Resume && takeKept()) && !takeFree())
        m_startError = makeError(Errc::FileUnwritable, {}, encoded(m_folder));
}

/// What a program was writing when it was killed: somebody's texts, which nobody would ever look at again.
void Recovery::removeUnfinished() const
{
    const QDateTime longAgo = QDateTime::currentDateTimeUtc().addSecs(-kUnfinishedSeconds);
    for (const QFileInfo &file :
         QDir(m_folder).entryInfoList({QStringLiteral(".embedscope-*.tmp")}, QDir::Files | QDir::Hidden))
        if (file.lastModified() < longAgo)
            QFile::remove(file.filePath());
}

/// The first file with texts that would be missed, else the first with anything; one that cannot be read counts, for
/// restore() to deal with.
bool Recovery::takeKept()
{
    for (int i = 1; i <= kMostFiles; ++i) {
        const QString file = fileOf(i);
        if (!QFileInfo::exists(file))
            continue;
        auto lock = lockOf(file);
        if (!lock->tryLock(0))
            continue;
        const Result<QByteArray> state = readState(file);
        const auto summary = state ? Document::summaryOf(*state) : std::nullopt;
        if (summary && summary->ofLaterVersion) {
            m_ofLaterVersion = file;
            continue;
        }
        const bool missed = !summary || summary->wouldBeMissed;
        if (!missed && m_lock)
            continue;
        m_file = file;
        m_lock = std::move(lock);
        if (missed)
            break;
    }
    return m_lock != nullptr;
}

bool Recovery::takeFree()
{
    for (int i = 1; i <= kMostFiles; ++i) {
        const QString file = fileOf(i);
        if (QFileInfo::exists(file))
            continue;
        auto lock = lockOf(file);
        // Looked at again once it is ours: somebody may have come and gone in between.
        if (lock->tryLock(0) && !QFileInfo::exists(file)) {
            m_file = file;
            m_lock = std::move(lock);
            return true;
        }
        if (lock->error() != QLockFile::LockFailedError && lock->error() != QLockFile::NoError)
            break;
    }
    return false;
}

std::optional<Error> Recovery::startError()
{
    if (m_startError)
        m_told = true;
    return m_startError;
}

bool Recovery::restore()
{
    if (!m_lock || !QFileInfo::exists(m_file)) {
        m_setAside = m_ofLaterVersion;
        return false;
    }
    if (const Result<QByteArray> state = readState(m_file); state && m_document.restoreState(*state))
        return true;
    const QString stamp = QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyyMMdd-HHmmss-zzz"));
    const QString aside = m_file + QStringLiteral(".damaged-") + stamp;
    if (QFile::rename(m_file, aside))
        m_setAside = aside;
    return false;
}

std::vector<KeptSession> Recovery::keptSessions() const
{
    std::vector<KeptSession> kept;
    for (int i = 1; m_lock && i <= kMostFiles; ++i) {
        const QString file = fileOf(i);
        if (file == m_file || !QFileInfo::exists(file))
            continue;
        const auto lock = lockOf(file);
        if (!lock->tryLock(0))
            continue; // its program is at work
        const Result<QByteArray> state = readState(file);
        const auto summary = state ? Document::summaryOf(*state) : std::nullopt;
        if (!summary || summary->ofLaterVersion)
            continue; // not ours to judge; restore() sets it aside when its turn comes
        if (summary->wouldBeMissed)
            kept.push_back({file, summary->title, summary->texts, summary->draft, QFileInfo(file).lastModified()});
        else
            QFile::remove(file);
    }
    std::stable_sort(kept.begin(), kept.end(),
                     [](const KeptSession &a, const KeptSession &b) { return a.time > b.time; });
    return kept;
}

Status Recovery::resume(const KeptSession &session)
{
    auto lock = lockOf(session.file);
    if (!m_lock || !lock->tryLock(0))
        return makeError(Errc::FileUnreadable, {}, encoded(session.file));
    const Result<QByteArray> state = readState(session.file);
    if (!state)
        return state.error();
    // What there is now stays where it was.
    if (!saveNow() && !m_document.corpus().empty())
        return makeError(Errc::FileUnwritable, {}, encoded(m_file));
    if (const Status restored = m_document.restoreState(*state); !restored)
        return restored;
    m_file = session.file;
    m_lock = std::move(lock);
    return {};
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
        m_shared->path = encoded(m_file);
    }
    m_shared->changed.notify_all();
}

bool Recovery::saveNow()
{
    m_timer.stop();
    handOver();
    if (!m_lock)
        return false;
    std::optional<std::optional<Error>> outcome;
    {
        std::unique_lock lock(m_shared->mutex);
        m_shared->changed.wait(lock, [this] { return !m_shared->toWrite && !m_shared->writing; });
        outcome = std::exchange(m_shared->outcome, std::nullopt);
    }
    if (outcome)
        report(*outcome);
    return outcome && !*outcome;
}

void Recovery::writeAll(Shared &shared, QObject *owner, const std::stop_token &quit)
{
    for (;;) {
        QByteArray state;
        std::string path;
        {
            std::unique_lock lock(shared.mutex);
            if (!shared.changed.wait(lock, quit, [&] { return shared.toWrite.has_value(); }))
                return;
            state = *std::exchange(shared.toWrite, std::nullopt);
            path = shared.path;
            shared.writing = true;
        }
        const Status written = writeFileAtomically(path, {state.constData(), static_cast<std::size_t>(state.size())},
                                                   FileAccess::OwnerOnly);
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
