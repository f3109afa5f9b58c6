#include "tests/support/service_faults.h"
#include "ui/state/error_text.h"
#include "ui/state/service/service_sentences.h"

#include <QTest>

#include <cstdio>

using namespace embedscope;
using namespace embedscope::test;

/// Every fault of a service, and the sentence that is shown for it. EMBEDSCOPE_SHOW_FAULTS=1 prints them as a table.
class TestServiceSentences : public QObject
{
    Q_OBJECT

    const std::vector<ServiceFaultCase> m_cases = serviceFaultCases();

private Q_SLOTS:
    void initTestCase() { clearServiceEnvironment(); }

    void sentences_data()
    {
        QTest::addColumn<int>("number");
        for (std::size_t i = 0; i < m_cases.size(); ++i)
            QTest::newRow(m_cases[i].name.c_str()) << static_cast<int>(i);
    }
    void sentences()
    {
        QFETCH(int, number);
        const ServiceFaultCase &fault = m_cases[static_cast<std::size_t>(number)];
        const PlayedFault played = playFault(fault);
        const std::optional<Error> error = played.brought.anyError();
        QVERIFY(error);
        const QString shown = errorText(*error, Surface::CommandLine);
        // The window names no options.
        const QString inWindow = errorText(*error);
        QVERIFY2(!inWindow.contains(QStringLiteral("--")), qPrintable(inWindow));
        QVERIFY(!inWindow.contains(QString::fromStdString(kCanaryKey)));
        QString expected = QString::fromStdString(fault.sentence);
        QCOMPARE(shown, expected.replace(QStringLiteral("HOST"), QString::fromStdString(played.host)));
        QVERIFY(!shown.contains(QString::fromStdString(kCanaryKey)));
        if (qEnvironmentVariableIsSet("EMBEDSCOPE_SHOW_FAULTS"))
            std::printf("| %s | %zu | %s |\n", fault.name.c_str(), played.requests, fault.sentence.c_str());
    }

    void otherSentences_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("detail");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("TLS")
            << static_cast<int>(Errc::TlsRefused) << "certificate has expired"
            << "api.example.org: the connection is not safe, and nothing was sent (certificate has expired). "
               "Check the address and this computer's clock; if the service is your own, use an http:// "
               "address on this computer or a certificate that is trusted.";
        QTest::newRow("plain http")
            << static_cast<int>(Errc::PlainHttpRefused) << ""
            << "api.example.org: over http:// everybody on the way could read the texts and the key; "
               "nothing was sent. Use an https:// address, or say that you want this (--plain-http).";
        QTest::newRow("no key")
            << static_cast<int>(Errc::KeyMissing) << "OPENAI_API_KEY"
            << "api.example.org: the service wants a key, and there is none. Put it into the environment "
               "variable OPENAI_API_KEY.";
    }
    void otherSentences()
    {
        QFETCH(int, code);
        QFETCH(QString, detail);
        QFETCH(QString, sentence);
        const Error error = makeError(static_cast<Errc>(code), detail.toStdString(), "api.example.org");
        QCOMPARE(errorText(error, Surface::CommandLine), sentence);
        QVERIFY(!errorText(error).contains(QStringLiteral("--")));
    }

    void beforeAndAfter()
    {
        SendEstimate estimate{"api.example.org", "m", 4, 30, 0.04025, "2026-08-21"};
        QCOMPARE(sendText(estimate),
                 QStringLiteral("Sending 4 texts, about 30 tokens, to api.example.org; the estimated "
                                "price is 4 cents (prices of 2026-08-21)."));
        estimate.dollars.reset();
        QCOMPARE(sendText(estimate),
                 QStringLiteral("Sending 4 texts, about 30 tokens, to api.example.org; the price is not known."));
        estimate.texts = 1;
        estimate.host = "localhost:11434";
        QCOMPARE(sendText(estimate), QStringLiteral("Sending 1 text, about 30 tokens, to localhost:11434."));
        estimate.texts = 0;
        QCOMPARE(sendText(estimate), QString());
        QCOMPARE(sendText({}), QString());

        NamingEstimate naming{{8, 40, 24, 900, 96}, "api.example.org", "m", 0.04, "2026-08-21"};
        QCOMPARE(namingText(naming),
                 QStringLiteral("Sending 40 words and 24 texts of 8 clusters, about 900 tokens, to api.example.org for "
                                "names by m; the estimated price is 4 cents (prices of 2026-08-21)."));
        naming.dollars.reset();
        QVERIFY(namingText(naming).endsWith(QStringLiteral("names by m; the price is not known.")));
        naming.host = "localhost:11434";
        QVERIFY(namingText(naming).endsWith(QStringLiteral("to localhost:11434 for names by m.")));

        QCOMPARE(lengthsText({0.61, 0.7}, "api.example.org"),
                 QStringLiteral("The vectors of api.example.org are 0.61 to 0.7 long, not 1: similarities and angles "
                                "do not depend on it, distances do."));
        QVERIFY(lengthsText({2, 2}, "api.example.org").contains(QStringLiteral("are 2 long")));
        QCOMPARE(lengthsText({0.99995, 1.00002}, "api.example.org"), QString());
        QCOMPARE(lengthsText({0.5, 2}, ""), QString());

        QCOMPARE(spentText({4, 402'500, 1, false, {}}, "api.example.org", 0.10),
                 QStringLiteral(
                     "api.example.org took 4 texts in 1 request and counted 402500 tokens, which makes 4 cents."));
        QCOMPARE(spentText({1, 12, 3, true, {}}, "api.example.org", {}),
                 QStringLiteral("api.example.org took 1 text in 3 requests and does not say all tokens, about 12."));
        QCOMPARE(spentText({0, 0, 7, false, {}}, "api.example.org", 0.10),
                 QStringLiteral("api.example.org took 0 texts in 7 requests."));
        QCOMPARE(spentText({}, "api.example.org", 0.10), QString());
    }
};

QTEST_GUILESS_MAIN(TestServiceSentences)
#include "tst_service_sentences.moc"
