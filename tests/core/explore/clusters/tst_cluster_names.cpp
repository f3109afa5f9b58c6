#include "core/explore/clusters/cluster_names.h"

#include <QTest>

using namespace embedscope;

class TestClusterNames : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void nothing()
    {
        QVERIFY(nameClusters({}, {}, 0).empty());
        const auto names = nameClusters({}, {}, 2);
        QCOMPARE(names[0].name, std::string("Cluster 1"));
        QCOMPARE(names[1].name, std::string("Cluster 2"));
    }

    void tellingWords()
    {
        const std::vector<std::string_view> texts{
            "The Cats sleep", "I like Cats and cream", "Two Cats drink cream", "Cats, cream, sun",
            "A dog barks",    "The dog and a bone",    "My dog barks at you",  "dog and bone",
        };
        const std::vector<ClusterId> labels{0, 0, 0, 0, 1, 1, 1, 1};
        const auto names = nameClusters(texts, labels, 2);
        QVERIFY2(names[0].name.starts_with("Cats, cream"), names[0].name.c_str());
        QCOMPARE(names[1].words[0], std::string("dog"));
        for (const std::string &word : names[0].words)
            QVERIFY(std::find(names[1].words.begin(), names[1].words.end(), word) == names[1].words.end());
    }

    void pairsThatStandTogether()
    {
        const std::vector<std::string_view> texts{
            "What is the Exchange Rate?",
            "the exchange rate today",
            "Your exchange-rate is bad",
            "exchange. Rate it",
            "my card is lost",
            "the card was lost",
            "a lost card",
            "card: lost",
        };
        const std::vector<ClusterId> labels{0, 0, 0, 0, 1, 1, 1, 1};
        const auto names = nameClusters(texts, labels, 2);
        const auto has = [&](std::size_t cluster, std::string_view word) {
            return std::ranges::any_of(names[cluster].words, [&](const std::string &own) { return own == word; });
        };
        QVERIFY(has(0, "exchange") || has(0, "exchange rate"));
        QVERIFY(has(1, "card") && has(1, "lost"));
    }

    // Of the words that several clusters share, each goes to one name only; the others take their next best.
    void noWordInTwoNames()
    {
        std::vector<std::string_view> texts;
        std::vector<ClusterId> labels;
        for (int i = 0; i < 5; ++i) {
            for (const std::string_view text : {"card payment failed", "card arrival late", "card payment refund"})
                texts.push_back(text);
            labels.insert(labels.end(), {0, 1, 2});
        }
        const auto names = nameClusters(texts, labels, 3);
        std::vector<std::string> words;
        for (const ClusterName &name : names) {
            QVERIFY(!name.words.empty());
            for (const std::string &term : name.words)
                for (std::size_t begin = 0; begin < term.size();) {
                    const std::size_t end = std::min(term.find(' ', begin), term.size());
                    words.push_back(term.substr(begin, end - begin));
                    begin = end + 1;
                }
        }
        std::ranges::sort(words);
        QVERIFY(std::ranges::adjacent_find(words) == words.end());
    }

    // "die" and "war" are nothing in German texts, and words in English ones.
    void stopWordsOfTheTextsLanguage()
    {
        const std::vector<std::string_view> texts{
            "Der Hund war in dem Haus und die Katze auch",
            "Die Katze und der Hund sind nicht im Haus",
            "They die in the war and in the war",
            "Who will die when there is war",
        };
        const auto names = nameClusters(texts, std::vector<ClusterId>{0, 0, 1, 1}, 2);
        for (const std::string &word : names[0].words)
            QVERIFY2(word != "war" && word != "die" && word != "Die" && word != "und", word.c_str());
        QVERIFY(std::ranges::find(names[1].words, "war") != names[1].words.end());
    }

    void stopWordsAndNoiseMakeNoName()
    {
        const std::vector<std::string_view> texts{"the and of", "it is the", "elephant"};
        const std::vector<ClusterId> labels{0, 0, kNoCluster};
        const auto names = nameClusters(texts, labels, 1);
        QCOMPARE(names[0].name, std::string("Cluster 1"));
        QVERIFY(names[0].words.empty());
    }

    void otherScripts()
    {
        const std::vector<std::string_view> texts{"Кошки спят", "кошки едят", "собаки лают", "собаки едят"};
        const std::vector<ClusterId> labels{0, 0, 1, 1};
        const auto names = nameClusters(texts, labels, 2);
        QVERIFY(names[0].words[0] == "Кошки" || names[0].words[0] == "кошки");
        QCOMPARE(names[1].words[0], std::string("собаки"));
    }

    void brokenBytesAndEmoji()
    {
        const std::vector<std::string_view> texts{"\xFF\xFE 🎉🎉 \xC3", "— … “”"};
        const std::vector<ClusterId> labels{0, 0};
        QCOMPARE(nameClusters(texts, labels, 1)[0].name, std::string("Cluster 1"));
    }
};

QTEST_GUILESS_MAIN(TestClusterNames)
#include "tst_cluster_names.moc"
