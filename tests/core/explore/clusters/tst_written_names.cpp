#include "core/base/utf8.h"
#include "core/explore/clusters/written_names.h"
#include "tests/support/chat_server.h"

#include <QTest>

using namespace embedscope;
using namespace embedscope::test;
using Connection = HttpServer::Connection;
using Request = HttpServer::Request;

namespace {

/// Clusters of two texts each, with their number in words and texts.
Exploration clustersOf(std::size_t count)
{
    Exploration exploration;
    exploration.clusters.emplace();
    for (std::size_t i = 0; i < count; ++i) {
        const std::string number = std::to_string(i + 1);
        Cluster cluster;
        cluster.id = static_cast<ClusterId>(i);
        cluster.name = "word" + number;
        cluster.words = {"word" + number, "other" + number};
        cluster.size = 2;
        for (int k = 0; k < 2; ++k) {
            cluster.central.push_back(exploration.rows.size());
            exploration.rows.edit().push_back({TextId{exploration.rows.size() + 1}, "text " + number, {}, {}});
            exploration.clusters->labels.push_back(cluster.id);
        }
        exploration.clusters->clusters.push_back(std::move(cluster));
    }
    return exploration;
}

Result<std::vector<WrittenName>> namesFrom(const HttpServer &server, const Exploration &exploration)
{
    ApiOptions options;
    options.base = server.url("/v1");
    options.clock = std::make_shared<FakeClock>();
    const auto service = openChatService("m", options);
    return service ? writeNames(**service, exploration) : service.error();
}

} // namespace

class TestWrittenNames : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { clearServiceEnvironment(); }

    void nameInAnAnswer_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QByteArray>("name"); // empty: refused
        const auto row = [](const char *name, const std::string &answer, const char *result) {
            QTest::newRow(name) << QByteArray::fromStdString(answer) << QByteArray(result);
        };
        row("plain", "Card arrival", "Card arrival");
        row("blanks and line breaks", "\n  Card \t arrival \r\nIt is about cards.", "Card arrival");
        row("quotation marks", "\"Card arrival\"", "Card arrival");
        row("marks of all kinds", "**“Card arrival.”**", "Card arrival");
        row("a label", "Name: Card arrival.", "Card arrival");
        row("an apostrophe within", "Cats' food", "Cats' food");
        row("thoughts", "<think>hm\nhm</think>\n\nCard arrival", "Card arrival");
        row("thoughts without a beginning", "hm</think>Card arrival", "Card arrival");
        row("thoughts without an end", "<think>hm, cards", "");
        row("controls", "Card\x01\x1B[31m arrival", "Card [31m arrival");
        row("writing turned around", "Card \u202Earrival", "Card \uFFFDarrival");
        row("not UTF-8", "Card \xFF", "Card \uFFFD");
        row("empty", "", "");
        row("nothing but marks", " \"\" . ", "");
        row("long", "one two three four five six seven eight nine ten eleven twelve thirteen",
            "one two three four five six seven eight nine ten eleven…");
        row("one long word", std::string(100, 'x'), "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…");
        row("no name at all", std::string(300, 'x'), "");
        row("another alphabet", "銀行卡送达。", "銀行卡送达。");
    }
    void nameInAnAnswer()
    {
        QFETCH(QByteArray, answer);
        QFETCH(QByteArray, name);
        const Result<std::string> found = nameInAnswer(answer.toStdString());
        if (name.isEmpty()) {
            QVERIFY(!found && found.error().code == Errc::BadAnswer && !found.error().detail.empty());
            return;
        }
        QVERIFY(bool(found));
        QCOMPARE(*found, name.toStdString());
    }

    void whatIsSentIsBounded()
    {
        Exploration exploration = clustersOf(1);
        exploration.rows.edit()[0].text = "first\nline " + std::string(5000, 'x');
        exploration.clusters->clusters[0].words = {std::string(900, 'y'), "b", "c", "d", "e", "f", "g"};
        const std::vector<ClusterBrief> briefs = clusterBriefs(exploration);
        QCOMPARE(briefs.size(), std::size_t{1});
        QCOMPARE(briefs[0].words, std::size_t{5});
        QCOMPARE(briefs[0].texts, std::size_t{2});
        QVERIFY(briefs[0].text.size() < 800);
        QVERIFY(briefs[0].text.starts_with("Words: yyy"));
        QVERIFY(briefs[0].text.find(", b, c, d, e\nTexts:\n- first line xxx") != std::string::npos);
        QVERIFY(briefs[0].text.ends_with("\n- text 1"));
        const BriefTotal total = totalOf(briefs);
        QCOMPARE(total.clusters, std::size_t{1});
        QCOMPARE(total.words, std::size_t{5});
        QCOMPARE(total.texts, std::size_t{2});
        QVERIFY(total.tokens > 100);
        const PriceList prices{"2026-01-02", {{"h", "m", 1e6, 1e7}}};
        const NamingEstimate estimate = estimateNaming(briefs, "h", "m", prices);
        QCOMPARE(estimate.dollars.value_or(-1), static_cast<double>(total.tokens + 10 * total.written));
        QCOMPARE(estimate.pricesAsOf, std::string("2026-01-02"));
        QVERIFY(!estimateNaming(briefs, "h", "another", prices).dollars);
    }

    /// What comes to the server is what clusterBriefs() shows, and nothing else of the texts.
    void whatIsShownIsSent()
    {
        HttpServer server([](const Request &, Connection &connection) { connection.json(chatAnswer("A name")); });
        const Exploration exploration = clustersOf(3);
        QVERIFY(bool(namesFrom(server, exploration)));
        std::vector<std::string> sent;
        for (const Request &request : server.requests()) {
            QCOMPARE(Json::parse(request.body)["messages"][0]["content"].get<std::string>(),
                     std::string(kNameInstructions));
            sent.push_back(askedIn(request));
        }
        std::sort(sent.begin(), sent.end());
        std::vector<std::string> shown;
        for (const ClusterBrief &brief : clusterBriefs(exploration))
            shown.push_back(brief.text);
        QCOMPARE(sent, shown);
    }

    void namesAreUnique()
    {
        HttpServer server([](const Request &request, Connection &connection) {
            const std::string asked = askedIn(request);
            connection.json(chatAnswer(asked.find("text 4") != std::string::npos   ? "WORD2"
                                       : asked.find("text 2") != std::string::npos ? ""
                                       : asked.find("text 5") != std::string::npos ? "Word5, other5 things"
                                                                                   : "Cards"));
        });
        const auto names = namesFrom(server, clustersOf(6));
        QVERIFY(bool(names));
        QCOMPARE(names->at(0).name, std::string("Cards"));
        QCOMPARE(names->at(1).name, std::string("word2")); // its own words, and why
        QCOMPARE(names->at(1).why, std::string("the answer is empty"));
        QCOMPARE(names->at(2).name, std::string("Cards (word3)"));
        QCOMPARE(names->at(3).name, std::string("WORD2 (word4)")); // not that of the one that kept its words
        QCOMPARE(names->at(4).name, std::string("Word5, other5 things"));
        QCOMPARE(names->at(5).name, std::string("Cards (word6)"));
        std::set<std::string> all;
        for (const WrittenName &name : *names)
            all.insert(name.name);
        QCOMPARE(all.size(), std::size_t{6});
    }

    void refusedAltogether()
    {
        HttpServer server([](const Request &, Connection &connection) { connection.json("{}", 401); });
        const auto names = namesFrom(server, clustersOf(4));
        QVERIFY(!names && names.error().code == Errc::KeyMissing);
    }

    void whatWasWrittenBeforeAFailureStays()
    {
        HttpServer server([](const Request &request, Connection &connection) {
            if (request.number == 0)
                connection.json(chatAnswer("A name"));
            else
                connection.answer(501, "out of order");
        });
        const auto names = namesFrom(server, clustersOf(3));
        QVERIFY(bool(names));
        QCOMPARE(names->at(0).name, std::string("A name"));
        QCOMPARE(names->at(0).why, std::string());
        for (const std::size_t i : {1, 2}) {
            QCOMPARE(names->at(i).name, "word" + std::to_string(i + 1));
            QCOMPARE(names->at(i).why, std::string("the service stopped answering (status 501: out of order)"));
        }
    }

    void nothingToName()
    {
        HttpServer server([](const Request &, Connection &connection) { connection.json(chatAnswer("A name")); });
        QVERIFY(namesFrom(server, Exploration{})->empty());
        QVERIFY(namesFrom(server, clustersOf(0))->empty());
        QCOMPARE(server.requestCount(), std::size_t{0});
    }
};

QTEST_GUILESS_MAIN(TestWrittenNames)
#include "tst_written_names.moc"
