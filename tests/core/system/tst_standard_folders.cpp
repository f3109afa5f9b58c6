#include "core/system/standard_folders.h"

#include "core/system/atomic_file.h"

#include <QTemporaryDir>
#include <QTest>

#include <string>

#include <unistd.h>

using namespace embedscope;

class TestStandardFolders : public QObject
{
    Q_OBJECT
private:
    void clear()
    {
        for (const char *name :
             {"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "EMBEDSCOPE_RESOURCES", "TMPDIR"})
            ::unsetenv(name);
        ::setenv("HOME", "/home/someone", 1);
    }
private Q_SLOTS:
    void init() { clear(); }

    void belowHome()
    {
        QCOMPARE(standardFolder(StandardFolder::Config), std::string("/home/someone/.config/embedscope"));
        QCOMPARE(standardFolder(StandardFolder::Data), std::string("/home/someone/.local/share/embedscope"));
        QCOMPARE(standardFolder(StandardFolder::Cache), std::string("/home/someone/.cache/embedscope"));
        QCOMPARE(standardFolder(StandardFolder::State), std::string("/home/someone/.local/state/embedscope"));
    }

    void told()
    {
        ::setenv("XDG_STATE_HOME", "/some where/", 1);
        QCOMPARE(standardFolder(StandardFolder::State), std::string("/some where/embedscope"));
        ::setenv("XDG_STATE_HOME", "relative", 1);
        QCOMPARE(standardFolder(StandardFolder::State), std::string("/home/someone/.local/state/embedscope"));
    }

    void withoutHome()
    {
        ::unsetenv("HOME");
        QVERIFY(standardFolder(StandardFolder::Config).starts_with('/'));
        ::setenv("HOME", "", 1);
        QVERIFY(standardFolder(StandardFolder::Config).ends_with("/embedscope"));
    }

    void made()
    {
        QTemporaryDir folder;
        const std::string base = folder.path().toStdString();
        const std::string odd = base + "/a b'\"\n\xFF";
        ::setenv("XDG_CACHE_HOME", odd.c_str(), 1);
        const auto cache = ensureStandardFolder(StandardFolder::Cache);
        QVERIFY(cache.hasValue());
        QCOMPARE(*cache, odd + "/embedscope");
        QVERIFY(ensureStandardFolder(StandardFolder::Cache).hasValue());
        QVERIFY(writeFileAtomically(*cache + "/x", "x"));
        QCOMPARE(::unlink((*cache + "/x").c_str()), 0);
        QCOMPARE(::rmdir(cache->c_str()), 0);
        QCOMPARE(::rmdir(odd.c_str()), 0);

        QVERIFY(writeFileAtomically(base + "/file", "x"));
        QCOMPARE(makeFolder(base + "/file").error().code, Errc::NotAFolder);
        QCOMPARE(makeFolder(base + "/file/below").error().code, Errc::NotAFolder);
        // A place where nobody can make a folder.
        QCOMPARE(makeFolder("/proc/embedscope-test").error().code, Errc::FileUnwritable);
        QCOMPARE(makeFolder("/proc/embedscope-test/more").error().path, std::string("/proc/embedscope-test/more"));
    }

    void resources()
    {
        QVERIFY(executablePath().ends_with("/tst_standard_folders"));
        QCOMPARE(executableFolder() + "/tst_standard_folders", executablePath());
        QTemporaryDir folder;
        const std::string base = folder.path().toStdString();
        // The build's own, then the installed one, then the one that was told.
        QCOMPARE(*resourcesFolder(base + "/bin"), std::string(EMBEDSCOPE_RESOURCES_DIR));
        QVERIFY(makeFolder(base + "/share/embedscope"));
        QCOMPARE(*resourcesFolder(base + "/bin"), base + "/share/embedscope");
        QCOMPARE(*resourcesFolder(base + "/bin/"), base + "/share/embedscope");
        ::setenv("EMBEDSCOPE_RESOURCES", base.c_str(), 1);
        QCOMPARE(*resourcesFolder(base + "/bin"), base);
        QVERIFY(resourcesFolder().hasValue());
    }
};

QTEST_GUILESS_MAIN(TestStandardFolders)
#include "tst_standard_folders.moc"
