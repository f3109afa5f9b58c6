#include "core/base/json_depth.h"

#include <QTest>

#include <string>

using namespace embedscope;

class TestJsonDepth : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void depths_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("depth");
        QTest::newRow("nothing") << QByteArray() << 0;
        QTest::newRow("a number") << QByteArray("1") << 0;
        QTest::newRow("one") << QByteArray("[]") << 1;
        QTest::newRow("side by side") << QByteArray("[[1], {\"a\": [2]}, []]") << 3;
        QTest::newRow("in strings") << QByteArray("{\"[[[[\": \"{{{{\", \"a\\\"[[[\": \"\\\\\"}") << 1;
        QTest::newRow("after an escaped backslash") << QByteArray("[\"\\\\\", [[1]]]") << 3;
        QTest::newRow("never closed") << QByteArray(100'000, '[') << 100'000;
        QTest::newRow("closed too often") << QByteArray("]]}}[[1]]") << 2;
        QTest::newRow("half an escape at the end") << QByteArray("[\"\\") << 1;
    }
    void depths()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, depth);
        QCOMPARE(jsonDepth(text.toStdString()), static_cast<std::size_t>(depth));
    }
};

QTEST_GUILESS_MAIN(TestJsonDepth)
#include "tst_json_depth.moc"
