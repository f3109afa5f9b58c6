// Texts go to a service only after a person said so; keys stay where they are.
#include "core/embed/cache/cached_embedder.h"
#include "tests/ui/service_fixture.h"
#include "ui/state/document/recovery.h"
#include "ui/state/error_text.h"
#include "ui/state/service/send_consent.h"

#include <QDirIterator>
#include <QElapsedTimer>
#include <QSignalSpy>

#include <atomic>

using namespace embedscope;
using namespace embedscope::test;
using namespace Qt::StringLiterals;

namespace {

const QString kKey = u"sk-canary-5f0c1a9e77d24b83"_s;

QByteArray everyFileBelow(const QString &folder)
{
    QByteArray all;
    QDirIterator files(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (file.open(QIODevice::ReadOnly))
            all += file.readAll();
    }
    return all;
}

void answerRefused(const HttpServer::Request &request, HttpServer::Connection &connection)
{
    const Json body = {{"error", {{"message", "Incorrect API key provided: " + request.header("authorization")}}}};
    connection.json(body.dump(), 401);
}

} // namespace

class TestSending : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }
    void init() { clearServiceEnvironment(); }

    void nothingGoesBeforeTheWord()
    {
        ServiceFixture f;
        f.useService();
        f.document.addTexts({u"I like cats."_s, u"I like cats."_s, u"Cats are adorable!"_s, u"  "_s});
        QVERIFY(f.settle());
        QTest::qWait(100);
        QCOMPARE(f.server.connectionCount(), 0U);
        const auto &question = f.document.sendQuestion();
        QVERIFY(question);
        QCOMPARE(question->estimate.texts, 2U);
        QVERIFY(question->estimate.tokens >= 5);
        QCOMPARE(question->estimate.host, f.server.where());
        QVERIFY(!question->estimate.dollars);
        QCOMPARE(f.ready(), 0U);
        QCOMPARE(f.document.entryOf(f.document.corpus().texts[0]).state, VectorState::Pending);
        QVERIFY(f.document.sent().empty());

        f.document.agreeToSend();
        QVERIFY(f.settle());
        QVERIFY(!f.document.sendQuestion());
        QCOMPARE(f.ready(), 3U);
        QCOMPARE(f.received(), (std::vector<std::string>{"I like cats.", "Cats are adorable!"}));
        QCOMPARE(f.document.sent().size(), 1U);
        QCOMPARE(f.document.sent()[0].usage.tokens, 6U); // as the service counted
        QVERIFY(f.document.exploration() && f.document.exploration()->map);
    }

    void smallEditsGoOnLargeOnesAskAgain()
    {
        ServiceFixture f;
        f.useService();
        f.document.addTexts({u"first"_s});
        QVERIFY(f.settle());
        f.document.agreeToSend();
        QVERIFY(f.settle());
        QCOMPARE(f.received().size(), 1U);
        f.document.addTexts({u"second"_s});
        QVERIFY(f.settle());
        QVERIFY(!f.document.sendQuestion());
        QCOMPARE(f.received().size(), 2U);
        f.document.addTexts(lines(static_cast<int>(kMostUnasked)));
        QVERIFY(f.settle());
        QVERIFY(!f.document.sendQuestion());
        QCOMPARE(f.received().size(), 2 + kMostUnasked);
        f.document.addTexts(lines(static_cast<int>(kMostUnasked) + 1, u"other"_s));
        QVERIFY(f.settle());
        QVERIFY(f.document.sendQuestion());
        QCOMPARE(f.document.sendQuestion()->estimate.texts, kMostUnasked + 1);
        QCOMPARE(f.received().size(), 2 + kMostUnasked);
        QCOMPARE(f.ready(), 2 + kMostUnasked);
    }

    void anotherDocumentIsAskedAbout()
    {
        ServiceFixture f;
        f.useService();
        f.document.addTexts({u"first"_s});
        QVERIFY(f.settle());
        f.document.agreeToSend();
        QVERIFY(f.settle());
        QCOMPARE(f.document.sent().size(), 1U);
        f.document.newDocument();
        QVERIFY(f.settle());
        QVERIFY(f.document.sent().empty());
        f.document.addTexts({u"second"_s});
        QVERIFY(f.settle());
        QVERIFY(f.document.sendQuestion());
        QCOMPARE(f.received().size(), 1U);
    }

    void notNowIsNotAskedAtEveryEdit()
    {
        ServiceFixture f;
        f.useService();
        f.document.addTexts({u"first"_s});
        QVERIFY(f.settle());
        f.document.declineToSend();
        QVERIFY(f.document.sendQuestion());
        f.document.addTexts({u"second"_s});
        QVERIFY(f.settle());
        QVERIFY(f.document.sendDeclined());
        QCOMPARE(f.document.sendQuestion()->estimate.texts, 2U);
        QCOMPARE(f.server.connectionCount(), 0U);
        f.document.agreeToSend();
        QVERIFY(f.settle());
        QCOMPARE(f.ready(), 2U);
        QVERIFY(!f.document.sendDeclined());
    }

    void whatTheCacheHasIsShownWithoutAQuestion()
    {
        ServiceFixture f;
        f.useService();
        f.document.addTexts({u"first"_s, u"second"_s});
        QVERIFY(f.settle());
        f.document.agreeToSend();
        QVERIFY(f.settle());
        const std::size_t before = f.server.requestCount();

        Document other([&f](const std::string &model) { return f.library.open(model); });
        other.setRecipe(f.document.recipe(), u"Model"_s);
        other.addTexts({u"first"_s, u"second"_s});
        QVERIFY(QTest::qWaitFor([&] { return !other.isBusy(); }, 20'000));
        QVERIFY(!other.sendQuestion());
        QCOMPARE(other.entryOf(other.corpus().texts[1]).state, VectorState::Ready);
        other.addTexts({u"third"_s, u"first"_s});
        QVERIFY(QTest::qWaitFor([&] { return !other.isBusy(); }, 20'000));
        QVERIFY(other.sendQuestion());
        QCOMPARE(other.sendQuestion()->estimate.texts, 1U);
        QCOMPARE(f.server.requestCount(), before);

        // Nothing in the store, all but one in the cache: those are drawn while the one waits.
        Document third([&f](const std::string &model) { return f.library.open(model); });
        third.setRecipe(f.document.recipe(), u"Model"_s);
        third.addTexts({u"first"_s, u"second"_s, u"third"_s});
        QVERIFY(QTest::qWaitFor([&] { return !third.isBusy(); }, 20'000));
        QVERIFY(third.sendQuestion());
        QVERIFY(third.exploration());
        QCOMPARE(third.exploration()->size(), 2U);
        QCOMPARE(f.server.requestCount(), before);
    }

    void theWordIsNotSaved()
    {
        ServiceFixture f;
        f.useService(kKey);
        f.document.addTexts({u"first"_s});
        QVERIFY(f.settle());
        f.document.agreeToSend();
        QVERIFY(f.settle());
        const QByteArray state = f.document.saveState();
        QVERIFY(f.cache->clear());
        const std::size_t before = f.server.requestCount();

        Document other([&f](const std::string &model) { return f.library.open(model); });
        QVERIFY(other.restoreState(state));
        QVERIFY(QTest::qWaitFor([&] { return !other.isBusy(); }, 20'000));
        QVERIFY(other.sendQuestion());
        QCOMPARE(f.server.requestCount(), before);
    }

    void theKeyIsNowhere()
    {
        ServiceFixture f;
        QTemporaryDir kept;
        std::vector<QString> said;
        {
            Recovery recovery(f.document, kept.path(), SessionStart::Fresh);
            connect(&f.document, &Document::workFailed, &f.document, [&](const Error &error) {
                said.push_back(errorText(error) + QString::fromStdString(error.detail));
            });
            f.answerWith(answerRefused);
            f.useService(kKey);
            f.document.addTexts({u"first"_s});
            QVERIFY(f.settle());
            f.document.agreeToSend();
            QVERIFY(f.settle());
            QCOMPARE(said.size(), 1U);
            QVERIFY2(said[0].contains(u"the service refuses the key"_s), qPrintable(said[0]));
            // It did go to the service: otherwise this test proves nothing.
            QCOMPARE(f.server.requests().back().header("authorization"), "Bearer " + kKey.toStdString());
            f.answerWith({});
            f.document.retryFailed();
            QVERIFY(f.settle());
            QCOMPARE(f.ready(), 1U);
            recovery.saveNow();
        }
        QVERIFY(f.settings.save());
        const QByteArray files = everyFileBelow(f.folder.path()) + everyFileBelow(kept.path());
        QVERIFY(files.contains("test-embed"));
        for (const QByteArray &place :
             {files, f.document.saveState(), said[0].toUtf8(), QByteArray::fromStdString(f.document.recipe().model),
              QByteArray::fromStdString(f.document.embedder()->identity())}) {
            QVERIFY(!place.contains(kKey.toUtf8()));
            QVERIFY(!place.contains(kKey.toUtf8().mid(3, 12)));
        }
    }

    void anotherKeyIsTried()
    {
        ServiceFixture f([](const HttpServer::Request &request, HttpServer::Connection &connection) {
            if (request.header("authorization") == "Bearer right")
                connection.json(answerTo(request).dump());
            else
                answerRefused(request, connection);
        });
        f.useService(u"wrong"_s);
        f.document.addTexts({u"first"_s});
        QVERIFY(f.settle());
        f.document.agreeToSend();
        QVERIFY(f.settle());
        QCOMPARE(f.ready(), 0U);
        QVERIFY(f.library.setUpService(f.setup(), u"right"_s));
        f.document.retryFailed();
        QVERIFY(f.settle());
        QCOMPARE(f.ready(), 1U); // what was agreed to holds
    }

    void aWaitIsToldAndCancelled()
    {
        ServiceFixture f([](const HttpServer::Request &, HttpServer::Connection &connection) {
            connection.answer(429, R"({"error": {"message": "slow down"}})", {{"Retry-After", "30"}});
        });
        QStringList words;
        connect(&f.document, &Document::workWaits, &f.document, [&](const QString &said) { words += said; });
        QSignalSpy cancelled(&f.document, &Document::workCancelled);
        f.useService();
        f.document.addTexts({u"first"_s});
        QVERIFY(f.settle());
        f.document.agreeToSend();
        QTRY_VERIFY_WITH_TIMEOUT(!words.isEmpty(), 10'000);
        QVERIFY2(words[0].startsWith(u"waiting "_s) && words[0].contains(u"the service asks us to slow down"_s),
                 qPrintable(words[0]));
        QElapsedTimer clock;
        clock.start();
        f.document.cancelWork();
        QVERIFY(f.settle(5'000));
        QVERIFY2(clock.elapsed() < 1'000, qPrintable(QString::number(clock.elapsed())));
        QCOMPARE(cancelled.count(), 1);
        QCOMPARE(f.server.requestCount(), 1U);
        f.answerWith({});
        f.document.continueWork();
        QVERIFY(f.settle());
        QCOMPARE(f.ready(), 1U);
    }

    void onlyServicesOfThisPersonAreOpened()
    {
        ServiceFixture f;
        Recipe recipe = f.document.recipe();
        recipe.model = "api:stranger " + f.server.url("/v1");
        f.document.setRecipe(recipe, u"Model"_s);
        f.document.addTexts({u"first"_s});
        QVERIFY(f.settle());
        QVERIFY(f.document.modelError());
        QCOMPARE(f.document.modelError()->code, Errc::ModelMissing);
        QVERIFY(!f.document.sendQuestion());
        QCOMPARE(f.server.connectionCount(), 0U);
    }

    void servicesAreRememberedWithoutTheirKeys()
    {
        ServiceFixture f;
        const auto model = f.library.setUpService(f.setup(), kKey);
        QVERIFY(model);
        QVERIFY(f.library.hasKey(f.setup().base));
        const ModelLibrary next(f.settings, f.places());
        QCOMPARE(next.services(), QVector<ServiceSetup>{f.setup()});
        QVERIFY(!next.hasKey(f.setup().base));
        QVERIFY(next.open(*model));
        f.library.forgetService(*model);
        QVERIFY(!f.library.hasKey(f.setup().base));
        QVERIFY(f.settings.services().isEmpty());
        ServiceSetup far = f.setup();
        far.base = u"http://api.example.org/v1"_s;
        const auto refused = f.library.setUpService(far, {});
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, Errc::PlainHttpRefused);
        far.plainHttp = true;
        QVERIFY(f.library.setUpService(far, {}));
        far.base = u"https://somebody:password@api.example.org/v1"_s;
        QVERIFY(!f.library.setUpService(far, {}));
        QCOMPARE(f.library.services().size(), 1);
        QCOMPARE(f.server.connectionCount(), 0U);
    }

    void modelsAsTheRecipeSaysThem_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("base");
        QTest::addColumn<bool>("int8");
        QTest::newRow("shipped") << QByteArray("all-MiniLM-L6-v2") << QByteArray("all-MiniLM-L6-v2") << QByteArray()
                                 << false;
        QTest::newRow("int8") << QByteArray("int8:/a b/c") << QByteArray("/a b/c") << QByteArray() << true;
        QTest::newRow("OpenAI") << QByteArray("api:text-embedding-3-small") << QByteArray("text-embedding-3-small")
                                << QByteArray() << false;
        QTest::newRow("other") << QByteArray("api:a model:x http://localhost:11434/v1") << QByteArray("a model:x")
                               << QByteArray("http://localhost:11434/v1") << false;
    }
    void modelsAsTheRecipeSaysThem()
    {
        QFETCH(const QByteArray, key);
        QFETCH(const QByteArray, name);
        QFETCH(const QByteArray, base);
        QFETCH(const bool, int8);
        const ModelChoice choice = ModelChoice::of(key.toStdString());
        QCOMPARE(choice.name, name.toStdString());
        QCOMPARE(choice.base, base.toStdString());
        QCOMPARE(choice.precision == Precision::Int8, int8);
        QCOMPARE(choice.key(), key.toStdString());
    }

    void theQuestion()
    {
        SendEstimate estimate;
        estimate.host = "api.example.org";
        estimate.texts = 12;
        estimate.tokens = 1400;
        QCOMPARE(sendQuestionText(estimate),
                 u"Send 12 texts (about 1,400 tokens, the price is not known) to api.example.org?"_s);
        estimate.dollars = 0.0014;
        estimate.pricesAsOf = "2026-08-21";
        QCOMPARE(sendQuestionText(estimate),
                 u"Send 12 texts (about 1,400 tokens, less than a cent) to api.example.org?"_s);
        QVERIFY(sendQuestionDetails(estimate).contains(u"prices of 2026-08-21"_s));
        estimate.dollars.reset();
        estimate.texts = 1;
        estimate.tokens = 4;
        estimate.host = "localhost:11434";
        QCOMPARE(sendQuestionText(estimate), u"Send 1 text (about 4 tokens) to localhost:11434?"_s);
        // A name that only begins like this computer's is another's.
        for (const char *host : {"localhost.example.org", "127.example.org:443"}) {
            estimate.host = host;
            QVERIFY2(!isThisComputer(estimate.host) && sendQuestionText(estimate).contains(u"price is not known"_s),
                     host);
        }
        for (const char *host : {"localhost", "127.0.0.1:80", "[::1]:8080"})
            QVERIFY2(isThisComputer(host), host);
    }
};

QTEST_GUILESS_MAIN(TestSending)
#include "tst_sending.moc"
