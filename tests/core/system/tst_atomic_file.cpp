#include "core/system/atomic_file.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cerrno>
#include <csignal>
#include <string>

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace embedscope;

namespace {

QByteArray bytesOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(missing)");
}

QStringList entries(const QTemporaryDir &folder)
{
    return QDir(folder.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot);
}

} // namespace

class TestAtomicFile : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void writesAndReplaces()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("a b.txt"));
        QVERIFY(writeFileAtomically(path.toStdString(), "one"));
        QCOMPARE(bytesOf(path), QByteArray("one"));
        QVERIFY(writeFileAtomically(path.toStdString(), std::string_view("t\0o", 3)));
        QCOMPARE(bytesOf(path), QByteArray("t\0o", 3));
        QVERIFY(writeFileAtomically(path.toStdString(), ""));
        QCOMPARE(bytesOf(path), QByteArray());
        QCOMPARE(entries(folder), QStringList{QStringLiteral("a b.txt")});
    }

    void discardedWritersLeaveNothing()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("x"));
        QVERIFY(writeFileAtomically(path.toStdString(), "old"));
        {
            auto writer = AtomicFileWriter::open(path.toStdString());
            QVERIFY(writer.hasValue());
            QVERIFY(writer->write("new"));
            QCOMPARE(entries(folder).size(), 2);
            AtomicFileWriter moved = std::move(*writer);
            QVERIFY(moved.write("er"));
        }
        QCOMPARE(bytesOf(path), QByteArray("old"));
        QCOMPARE(entries(folder).size(), 1);
    }

    void keepsModeAndLink()
    {
        QTemporaryDir folder;
        const std::string target = folder.filePath(QStringLiteral("target")).toStdString();
        const std::string link = folder.filePath(QStringLiteral("link")).toStdString();
        QVERIFY(writeFileAtomically(target, "old"));
        QCOMPARE(::chmod(target.c_str(), 0640), 0);
        QCOMPARE(::symlink("target", link.c_str()), 0);
        QVERIFY(writeFileAtomically(link, "new"));
        struct stat status = {};
        QCOMPARE(::lstat(link.c_str(), &status), 0);
        QVERIFY(S_ISLNK(status.st_mode));
        QCOMPARE(::stat(target.c_str(), &status), 0);
        QCOMPARE(status.st_mode & 07777, mode_t{0640});
        QCOMPARE(bytesOf(QString::fromStdString(target)), QByteArray("new"));
        // A link to nothing yet makes its target; one to itself is an error.
        const std::string dangling = folder.filePath(QStringLiteral("dangling")).toStdString();
        QCOMPARE(::symlink("later", dangling.c_str()), 0);
        QVERIFY(writeFileAtomically(dangling, "x"));
        QCOMPARE(bytesOf(folder.filePath(QStringLiteral("later"))), QByteArray("x"));
        const std::string loop = folder.filePath(QStringLiteral("loop")).toStdString();
        QCOMPARE(::symlink("loop", loop.c_str()), 0);
        QCOMPARE(writeFileAtomically(loop, "x").error().systemError, ELOOP);
    }

    void namesOf255Bytes()
    {
        QTemporaryDir folder;
        const std::string path = folder.path().toStdString() + '/' + std::string(253, 'n') + "\xC3\xA9";
        QVERIFY(writeFileAtomically(path, "x"));
        QCOMPARE(bytesOf(QFile::decodeName(QByteArray::fromStdString(path))), QByteArray("x"));
    }

    void refusals()
    {
        QTemporaryDir folder;
        const std::string base = folder.path().toStdString();
        QCOMPARE(writeFileAtomically(base, "x").error().code, Errc::IsFolder);
        QCOMPARE(writeFileAtomically(base + "/", "x").error().code, Errc::IsFolder);
        QCOMPARE(writeFileAtomically("", "x").error().code, Errc::FileUnwritable);
        const Status missing = writeFileAtomically(base + "/no/such/folder", "x");
        QCOMPARE(missing.error().code, Errc::FileUnwritable);
        QCOMPARE(missing.error().systemError, ENOENT);
        QCOMPARE(missing.error().path, base + "/no/such/folder");
        // A folder that takes no files, whoever runs the test.
        QCOMPARE(writeFileAtomically("/proc/embedscope-test", "x").error().code, Errc::FileUnwritable);
        if (::geteuid() != 0) {
            QVERIFY(writeFileAtomically(base + "/protected", "old"));
            QCOMPARE(::chmod((base + "/protected").c_str(), 0444), 0);
            QCOMPARE(writeFileAtomically(base + "/protected", "new").error().systemError, EACCES);
        }
    }

    void fullDisk()
    {
        const Status status = writeFileAtomically("/dev/full", "x");
        QCOMPARE(status.error().code, Errc::DiskFull);
        QCOMPARE(status.error().systemError, ENOSPC);
        QVERIFY(writeFileAtomically("/dev/null", "x"));
    }

    void failingWriteKeepsTheOldFile()
    {
        QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("x")).toStdString();
        QVERIFY(writeFileAtomically(path, "old"));
        // In a child, since a limit on file sizes cannot be taken back by everyone.
        const pid_t child = ::fork();
        if (child == 0) {
            ::signal(SIGXFSZ, SIG_IGN);
            const struct rlimit limit = {100000, 100000};
            ::setrlimit(RLIMIT_FSIZE, &limit);
            auto writer = AtomicFileWriter::open(path);
            if (!writer)
                ::_exit(2);
            const std::string block(60000, 'x');
            if (!writer->write(block))
                ::_exit(3);
            const Status failed = writer->write(block);
            const Status again = writer->commit();
            const bool right = !failed && failed.error().code == Errc::FileUnwritable &&
                               failed.error().systemError == EFBIG && !again && again.error() == failed.error();
            ::_exit(right ? 0 : 4);
        }
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY(WIFEXITED(status));
        QCOMPARE(WEXITSTATUS(status), 0);
        QCOMPARE(bytesOf(QString::fromStdString(path)), QByteArray("old"));
        QCOMPARE(entries(folder).size(), 1);
    }

    void interruptLeavesNothing()
    {
        QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("x")).toStdString();
        QVERIFY(writeFileAtomically(path, "old"));
        int ready[2];
        QCOMPARE(::pipe(ready), 0);
        const pid_t child = ::fork();
        if (child == 0) {
            ::signal(SIGINT, [](int) {
                removeUnfinishedFiles();
                ::_exit(130);
            });
            auto first = AtomicFileWriter::open(path);
            auto second = AtomicFileWriter::open(path + "2");
            if (!first || !second || !first->write("half") || ::write(ready[1], "r", 1) != 1)
                ::_exit(2);
            for (;;)
                ::pause();
        }
        char byte = 0;
        QCOMPARE(::read(ready[0], &byte, 1), ssize_t{1});
        QCOMPARE(entries(folder).size(), 3);
        QCOMPARE(::kill(child, SIGINT), 0);
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QCOMPARE(WEXITSTATUS(status), 130);
        ::close(ready[0]);
        ::close(ready[1]);
        QCOMPARE(bytesOf(QString::fromStdString(path)), QByteArray("old"));
        QCOMPARE(entries(folder).size(), 1);
    }

    void killLeavesTheOldFileWhole()
    {
        QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("x")).toStdString();
        const std::string one(200000, '1');
        const std::string two(300000, '2');
        QVERIFY(writeFileAtomically(path, one));
        for (int round = 0; round < 20; ++round) {
            const pid_t child = ::fork();
            if (child == 0) {
                for (int i = 0;; ++i)
                    (void)writeFileAtomically(path, i % 2 ? one : two);
            }
            ::usleep(static_cast<useconds_t>(500 + 731 * round));
            QCOMPARE(::kill(child, SIGKILL), 0);
            QCOMPARE(::waitpid(child, nullptr, 0), child);
            const QByteArray bytes = bytesOf(QString::fromStdString(path));
            QVERIFY(bytes.toStdString() == one || bytes.toStdString() == two);
        }
    }

    void manyWritersAtOnce()
    {
        // More than the table of unfinished files holds.
        QTemporaryDir folder;
        std::vector<AtomicFileWriter> writers;
        for (int i = 0; i < 50; ++i) {
            auto writer = AtomicFileWriter::open(folder.filePath(QString::number(i)).toStdString());
            QVERIFY(writer.hasValue());
            writers.push_back(std::move(*writer));
        }
        for (AtomicFileWriter &writer : writers)
            QVERIFY(writer.write("x") && writer.commit());
        QCOMPARE(entries(folder).size(), 50);
    }
};

QTEST_GUILESS_MAIN(TestAtomicFile)
#include "tst_atomic_file.moc"
