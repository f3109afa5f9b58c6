#include "core/explore/scores/label_scores.h"

#include "core/explore/explore.h"
#include "core/explore/scores/phrase_vectors.h"
#include "tests/support/fake_embedder.h"

#include <QTest>

#include <cmath>

using namespace embedscope;
using namespace embedscope::test;

class TestLabelScores : public QObject
{
    Q_OBJECT
    static ExplorationPtr sample()
    {
        Corpus corpus;
        corpus.add("aaa", "first");
        corpus.add("bbb", "second");
        corpus.add("ab", "first");
        corpus.add("zero");
        return *explore({corpus, {}, std::make_shared<FakeEmbedder>(), {}});
    }
private Q_SLOTS:
    void notation()
    {
        for (const char *words : {"sports", "group:card_arrival", "group:", ""})
            QCOMPARE(labelNotation(labelOf(words)), std::string(words));
        QVERIFY(labelOf("group:a").kind == Label::Kind::Group && labelOf("group:a").name == "a");
        QVERIFY(labelOf("groups").kind == Label::Kind::Words);
        QVERIFY(labelWords({labelOf("x"), labelOf("group:a"), labelOf("y")}) == (std::vector<std::string>{"x", "y"}));
    }

    void eachOnce()
    {
        QVERIFY(labelsOf({}).empty());
        QVERIFY(labelsOf({"b", "group:b", "a", "b", "group:b", "B"}) ==
                (std::vector<Label>{labelOf("b"), labelOf("group:b"), labelOf("a"), labelOf("B")}));
    }

    void wordsAndGroups()
    {
        const ExplorationPtr texts = sample();
        const std::vector<Label> labels = {labelOf("b"), labelOf("group:first"), labelOf("a"), labelOf("group:none")};
        const auto words = embedPhrases(FakeEmbedder(), labelWords(labels));
        QVERIFY(words);
        const auto table = scoreLabels(*texts, labels, *words);
        QVERIFY2(table, table ? "" : table.error().detail.c_str());
        QVERIFY(table->members == (std::vector<std::optional<std::size_t>>{{}, 2, {}, 0}));
        const auto near = [](std::optional<double> value, double expected) {
            return value && std::abs(*value - expected) < 1e-6;
        };
        QVERIFY(near(table->scores.of(0, 0), 0) && near(table->scores.of(1, 0), 1));
        QVERIFY(near(table->scores.of(2, 0), std::sqrt(0.5)) && near(table->scores.of(0, 2), 1));
        // The average of (1, 0) and (1, 1) / √2 lies at 22.5°.
        QVERIFY(near(table->scores.of(0, 1), std::cos(3.14159265358979 / 8)));
        QVERIFY(near(table->scores.of(2, 1), std::cos(3.14159265358979 / 8)));
        for (std::size_t label = 0; label < labels.size(); ++label)
            QVERIFY(!table->scores.of(3, label)); // a zero vector is like nothing
        QVERIFY(!table->scores.of(0, 3));         // nor is a group without texts
        QCOMPARE(table->scores.nearest(1), std::size_t{0});
    }

    void wordsWithoutAVector()
    {
        const ExplorationPtr texts = sample();
        const auto words = embedPhrases(FakeEmbedder(), {"fail here", "fine"});
        const auto table = scoreLabels(*texts, {labelOf("fine"), labelOf("fail here")}, *words);
        QVERIFY(!table && table.error().detail.find("fail here") != std::string::npos);
        // A word that is one of the texts needs none of its own.
        QVERIFY(scoreLabels(*texts, {labelOf("bbb")}, VectorStore()));
        QVERIFY(!scoreLabels(*texts, {labelOf("ccc")}, VectorStore()));
    }
};

QTEST_GUILESS_MAIN(TestLabelScores)
#include "tst_label_scores.moc"
