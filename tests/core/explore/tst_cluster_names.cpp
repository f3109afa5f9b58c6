#include "core/explore/cluster_names.h"

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
        QCOMPARE(names[0].name, std::string("Cats, cream"));
        QCOMPARE(names[1].words[0], std::string("dog"));
        for (const std::string &word : names[0].words)
            QVERIFY(std::find(names[1].words.begin(), names[1].words.end(), word) == names[1].words.end());
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
