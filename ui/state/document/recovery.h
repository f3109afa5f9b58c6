#pragma once

#include "core/base/error.h"
#include "core/base/result.h"

#include <QByteArray>
#include <QDateTime>
#include <QElapsedTimer>
#include <QLockFile>
#include <QObject>
#include <QString>
#include <QTimer>

#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace embedscope {

class Document;

/// Which file a program begins with.
enum class SessionStart {
    Resume, ///< the first that a program before left texts in, to go on with them
    Fresh,  ///< one that holds nothing: something else is about to be opened, and what was kept is to stay
};

/// Texts that a program which has ended left behind.
struct KeptSession
{
    QString file = {};
    QString title = {};
    std::size_t texts = 0;
    QString draft = {};  ///< a line that was being typed
    QDateTime time = {}; ///< of the last change
};

/// Keeps the document's state in a file, so that texts that were never saved survive a crash or a kill, and are there
/// at the next start. Written whole or not at all on a thread of its own, at most two seconds after a change (later for
/// states that take long to gather, never later than ten) and when this object is destroyed.
///
/// Every running program has a file of its own: session.state, session-2.state …, held by a lock that a program that
/// died gives up by itself. Files that only their owner can read: they are somebody's texts.
class Recovery : public QObject
{
    Q_OBJECT
public:
    /// `folder` need not exist.
    Recovery(Document &document, const QString &folder, SessionStart start = SessionStart::Resume,
             QObject *parent = nullptr);
    ~Recovery() override;

    /// Brings back what the file holds. False: there is nothing, or nothing usable. A file that cannot be read is set
    /// aside under another name (setAside()), never deleted; one of a later version of the program stays as it is.
    bool restore();
    /// Where restore() put what it could not read, or where that still is if nothing else was found; empty if all is
    /// well.
    QString setAside() const { return m_setAside; }
    /// Whether this program holds a file: not in a folder that cannot be written.
    bool isActive() const { return m_lock != nullptr; }
    /// Why not. Who asks has been told: failed() does not repeat it.
    std::optional<Error> startError();
    QString file() const { return m_file; }
    /// Writes now and waits for it. Whether it was written.
    bool saveNow();

    /// What other programs, all ended, left besides this one's file, the newest first. Those with nothing to lose in
    /// them (no texts, or a file's texts as they were opened) are deleted on the way.
    std::vector<KeptSession> keptSessions() const;
    /// Goes on with another program's texts in their file. What the document held until now stays behind in the file
    /// it had, for keptSessions() of a later start. On an error everything stays as it was.
    Status resume(const KeptSession &session);

Q_SIGNALS:
    /// The state cannot be kept (a full disk): told once, and again only after it worked in between.
    void failed(const embedscope::Error &error);

protected:
    bool event(QEvent *event) override;

private:
    struct Shared;
    static void writeAll(Shared &shared, QObject *owner, const std::stop_token &quit);
    void removeUnfinished() const;
    void takeFile(SessionStart start);
    bool takeKept();
    bool takeFree();
    QString fileOf(int number) const;
    void changed();
    void handOver();
    void report(const std::optional<Error> &error);

    Document &m_document;
    QString m_folder;
    QString m_file;
    QString m_setAside;
    QString m_ofLaterVersion; ///< a file that was passed over
    std::unique_ptr<QLockFile> m_lock;
    std::optional<Error> m_startError;
    QTimer m_timer;
    qint64 m_gatherMs = 0; ///< how long it took to gather the state the last time
    bool m_told = false;
    std::unique_ptr<Shared> m_shared;
    std::jthread m_thread; ///< last: it uses what is above
};

} // namespace embedscope
