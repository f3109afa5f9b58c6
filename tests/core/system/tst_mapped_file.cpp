#include "core/system/mapped_file.h"

#include "core/system/atomic_file.h"

#include <QTemporaryDir>
#include <QTest>

using namespace embedscope;

class TestMappedFile : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void bytes()
    {
        QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("x")).toStdString();
        const std::string content("a\0b", 3);
        QVERIFY(writeFileAtomically(path, content));
        const auto file = MappedFile::open(path);
        QVERIFY(file.hasValue());
        QCOMPARE(std::string((*file)->bytes()), content);
        // A replaced file does not change what is mapped.
        QVERIFY(writeFileAtomically(path, "other"));
        QCOMPARE(std::string((*file)->bytes()), content);
    }

    void emptyFile()
    {
        QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("x")).toStdString();
        QVERIFY(writeFileAtomically(path, ""));
        const auto file = MappedFile::open(path);
        QVERIFY(file.hasValue());
        QVERIFY((*file)->bytes().empty());
    }

    void smallFiles()
    {
        QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("x")).toStdString();
        QVERIFY(writeFileAtomically(path, "abc"));
        QCOMPARE(*readSmallFile(path, 3), std::string("abc"));
        QCOMPARE(readSmallFile(path, 2).error().code, Errc::TooLarge);
        QCOMPARE(readSmallFile(path + "x", 2).error().code, Errc::FileMissing);
    }

    void refusals()
    {
        QTemporaryDir folder;
        const std::string base = folder.path().toStdString();
        QCOMPARE(MappedFile::open(base + "/missing").error().code, Errc::FileMissing);
        QCOMPARE(MappedFile::open(base + "/missing").error().path, base + "/missing");
        QCOMPARE(MappedFile::open(base).error().code, Errc::IsFolder);
        QCOMPARE(MappedFile::open("/dev/null").error().code, Errc::FileUnreadable);
    }
};

QTEST_GUILESS_MAIN(TestMappedFile)
#include "tst_mapped_file.moc"
