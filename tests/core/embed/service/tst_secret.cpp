#include "core/embed/service/secret.h"

#include <QTest>

#include <sys/prctl.h>
#include <sys/resource.h>

using namespace embedscope;

class TestSecret : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void masked_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("shown");
        const QString key = "sk-proj-0123456789ABCDEF";
        QTest::newRow("whole") << key << "bad key " + key + "!" << "bad key [key]!";
        QTest::newRow("twice") << key << key + key << "[key][key]";
        QTest::newRow("its beginning") << key << "sk-proj-0123…" << "[key]…";
        QTest::newRow("its end") << key << "…89ABCDEF." << "…[key].";
        QTest::newRow("its middle") << key << "x-01234567-y" << "x[key]-y";
        QTest::newRow("seven characters are too few to tell") << key << "0123456 and 9ABCDEF" << "0123456 and 9ABCDEF";
        QTest::newRow("another key") << key << "sk-svcacct-9876543210" << "sk-svcacct-9876543210";
        QTest::newRow("no key") << "" << "text" << "text";
        QTest::newRow("a short key, whole") << "abcde" << "xabcdex abcd" << "x[key]x abcd";
        QTest::newRow("hardly a key") << "any" << "any key" << "any key";
        QTest::newRow("a key of one letter") << "aaaaaaaaaaaa" << "aaaaaaaaaaaaaaaa b" << "[key]aaaa b";
        QTest::newRow("empty text") << key << "" << "";
    }
    void masked()
    {
        QFETCH(QString, key);
        QFETCH(QString, text);
        QFETCH(QString, shown);
        QCOMPARE(QString::fromStdString(Secret(key.toStdString()).masked(text.toStdString())), shown);
    }

    void pastedKeysAreTrimmed()
    {
        QCOMPARE(Secret("  sk-1234 \n").reveal(), std::string("sk-1234"));
        QVERIFY(Secret(" \r\n\t").empty());
        QVERIFY(Secret().empty());
        QVERIFY(Secret().reveal().empty());
    }

    void noCoreFileWhileAKeyIsHeld()
    {
        const Secret key("sk-1234");
        rlimit limit = {1, 1};
        QCOMPARE(::getrlimit(RLIMIT_CORE, &limit), 0);
        QCOMPARE(limit.rlim_cur, rlim_t{0});
        QCOMPARE(limit.rlim_max, rlim_t{0});
        QCOMPARE(::prctl(PR_GET_DUMPABLE, 0, 0, 0, 0), 0);
    }
};

QTEST_GUILESS_MAIN(TestSecret)
#include "tst_secret.moc"
