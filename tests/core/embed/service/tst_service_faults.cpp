#include "tests/support/service_faults.h"

#include <QElapsedTimer>
#include <QTest>

using namespace embedscope;
using namespace embedscope::test;

/// Everything that a service can do to us (the table is in tests/support; its sentences are held to in tests/ui/state).
class TestServiceFaults : public QObject
{
    Q_OBJECT

    const std::vector<ServiceFaultCase> m_cases = serviceFaultCases();

private Q_SLOTS:
    void initTestCase()
    {
        clearServiceEnvironment();
        QVERIFY(m_cases.size() >= 40);
    }

    void survived_data()
    {
        QTest::addColumn<int>("number");
        for (std::size_t i = 0; i < m_cases.size(); ++i)
            QTest::newRow(m_cases[i].name.c_str()) << static_cast<int>(i);
    }
    void survived()
    {
        QFETCH(int, number);
        const ServiceFaultCase &fault = m_cases[static_cast<std::size_t>(number)];
        QElapsedTimer timer;
        timer.start();
        const PlayedFault played = playFault(fault);
        QVERIFY2(timer.elapsed() < 5000, "it took too long");
        const std::optional<Error> error = played.brought.anyError();
        QVERIFY(error);
        const QByteArray shown = QByteArray::number(static_cast<int>(error->code)) + " " + error->path.c_str() + ": " +
                                 error->detail.c_str();
        QVERIFY2(error->code == fault.code, shown.constData());
        QVERIFY2(!error->path.empty(), shown.constData());
        QVERIFY2((error->path + error->detail).find(kCanaryKey) == std::string::npos, shown.constData());
        // The particular is part of the sentence.
        QVERIFY2(fault.sentence.find(error->detail) != std::string::npos, shown.constData());
        QVERIFY2(played.requests == fault.requests, QByteArray::number(qulonglong(played.requests)).constData());
        QCOMPARE(played.brought.vectors.size(), fault.delivered);
        for (const auto &[row, vector] : played.brought.vectors)
            QCOMPARE(vector, vectorOf(someTexts(fault.texts)[row]));
    }
};

QTEST_GUILESS_MAIN(TestServiceFaults)
#include "tst_service_faults.moc"
