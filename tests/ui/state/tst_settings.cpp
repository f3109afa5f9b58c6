#include "ui/state/settings.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace embedscope;

class TestSettings : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void comeBack()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("deep/er/embedscope.conf"));
        {
            Settings settings(file);
            QCOMPARE(settings.theme(), ThemeChoice::Follow);
            QCOMPARE(settings.fontScale(), 1.0);
            settings.setTheme(ThemeChoice::Dark);
            settings.setFontScale(1.5);
            settings.setWindowGeometry(QByteArray("\0\1\xff", 3));
            settings.setLastFolder(folder.path());
            settings.setExportOptions({{800, 600}, 2, false, false});
            QVERIFY(settings.save());
        }
        const Settings settings(file);
        QCOMPARE(settings.theme(), ThemeChoice::Dark);
        QCOMPARE(settings.fontScale(), 1.5);
        QCOMPARE(settings.windowGeometry(), QByteArray("\0\1\xff", 3));
        QCOMPARE(settings.lastFolder(), folder.path());
        QVERIFY((settings.exportOptions() == ExportOptions{{800, 600}, 2, false, false}));
    }

    void recentFiles()
    {
        QTemporaryDir folder;
        Settings settings(folder.filePath(QStringLiteral("c.conf")));
        for (int i = 0; i < 12; ++i)
            settings.addRecentFile(folder.filePath(QStringLiteral("%1, \"odd\" name.txt").arg(i)));
        settings.addRecentFile(folder.filePath(QStringLiteral("5, \"odd\" name.txt")));
        QFile there(folder.filePath(QStringLiteral("11, \"odd\" name.txt")));
        QVERIFY(there.open(QIODevice::WriteOnly));
        const QVector<RecentFile> recent = settings.recentFiles();
        QCOMPARE(recent.size(), Settings::kMostRecentFiles);
        QVERIFY(recent.at(0).path.endsWith(QStringLiteral("/5, \"odd\" name.txt")));
        QVERIFY(recent.at(0).missing);
        QCOMPARE(recent.at(1).path, there.fileName());
        QVERIFY(!recent.at(1).missing);
        settings.removeRecentFile(there.fileName());
        QCOMPARE(settings.recentFiles().size(), 9);
        settings.clearRecentFiles();
        QVERIFY(settings.recentFiles().isEmpty());
    }

    void nonsenseIsTheDefault_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("noise") << QByteArray("\x00\xff\xfe[[[\n=;=\n@@@", 15);
        QTest::newRow("ranges") << QByteArray("[look]\nfontScale=nan\ntheme=purple\n[export]\nwidth=-4\nscale=1e99\n");
        QTest::newRow("types") << QByteArray("[look]\nfontScale=@Rect(1 2 3 4)\n[export]\nwidth=@Variant(\\0)\n");
    }
    void nonsenseIsTheDefault()
    {
        QFETCH(QByteArray, bytes);
        QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("c.conf")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes);
        file.close();
        const Settings settings(file.fileName());
        QCOMPARE(settings.theme(), ThemeChoice::Follow);
        QCOMPARE(settings.fontScale(), 1.0);
        QVERIFY(settings.exportOptions() == ExportOptions{});
        QCOMPARE(settings.lastFolder(), QDir::homePath());
        QVERIFY(settings.recentFiles().isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestSettings)
#include "tst_settings.moc"
