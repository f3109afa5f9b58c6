#include "core/explore/scores/classify_groups.h"

#include "core/explore/axes/axis_notation.h"
#include "core/explore/scores/spectrum.h"
#include "tests/support/fake_embedder.h"
#include "tests/support/real_sample.h"

#include <QTest>

#include <cmath>

using namespace embedscope;
using namespace embedscope::test;

class TestClassifyGroups : public QObject
{
    Q_OBJECT
    static ExplorationPtr grouped(const std::vector<std::pair<std::string, std::string>> &texts)
    {
        Corpus corpus;
        for (const auto &[text, group] : texts)
            corpus.add(text, group);
        return *explore({corpus, {}, std::make_shared<FakeEmbedder>(), {}});
    }
    static Matrix vectorsOf(const std::vector<std::string> &texts)
    {
        Matrix vectors(static_cast<Eigen::Index>(texts.size()), 26);
        for (std::size_t i = 0; i < texts.size(); ++i) {
            const auto values = FakeEmbedder::vectorOf(texts[i]);
            std::copy(values.begin(), values.end(), vectors.row(static_cast<Eigen::Index>(i)).data());
        }
        return vectors;
    }
private Q_SLOTS:
    void learnsTheGroupsAndGuessesTheRest()
    {
        const ExplorationPtr texts = grouped({{"aaab", "ab"},
                                              {"xxyy", "xy"},
                                              {"abab", "ab"},
                                              {"yyyx", "xy"},
                                              {"bbba", "ab"},
                                              {"xyxy", "xy"},
                                              {"aabbb", ""},
                                              {"qqqq", "odd"},
                                              {"yx", " "}});
        const auto found = classifyGroups(*texts, vectorsOf({"ab", "xy", "qqqqq"}));
        QVERIFY2(found, found ? "" : found.error().detail.c_str());
        QVERIFY(found->groups == (std::vector<std::string>{"ab", "xy", "odd"}));
        QVERIFY(found->sizes == (std::vector<std::size_t>{3, 3, 1}));
        QVERIFY(found->singles == std::vector<std::size_t>{2});
        QVERIFY(found->rows == (std::vector<std::size_t>{0, 1, 2, 3, 4, 5, 7}));
        QCOMPARE(found->result.heldOut, std::size_t{6}); // a group of one is never held out
        QCOMPARE(*found->result.accuracy, 1.0);
        QCOMPARE(*found->nearestName, 1.0);
        const auto rest = groupProbabilities(*found, *texts, {6, 8});
        QVERIFY((*rest)(0, 0) > (*rest)(0, 1) && (*rest)(1, 1) > (*rest)(1, 0));
        // Names that mislead are no help, and do no harm.
        const auto misled = classifyGroups(*texts, vectorsOf({"xy", "ab", "qqqqq"}));
        QCOMPARE(*misled->nearestName, 0.0);
        QCOMPARE(*misled->result.accuracy, 1.0);
        QVERIFY(!classifyGroups(*texts)->nearestName);
    }

    void whatCannotBeLearned()
    {
        QCOMPARE(classifyGroups(*grouped({{"a", ""}, {"b", ""}})).error().detail, std::string("two groups are needed"));
        QCOMPARE(classifyGroups(*grouped({{"a", "g"}, {"b", "g"}})).error().code, Errc::TooFewTexts);
        const auto singles = classifyGroups(*grouped({{"a", "g"}, {"b", "h"}}));
        QVERIFY(singles && !singles->result.accuracy);
        QCOMPARE(singles->singles.size(), std::size_t{2});
        std::vector<std::pair<std::string, std::string>> many;
        for (std::size_t i = 0; i <= kMostGroups; ++i)
            many.emplace_back("a", std::to_string(i));
        QCOMPARE(classifyGroups(*grouped(many)).error().code, Errc::TooLarge);
    }

    void namesAreWords()
    {
        QCOMPARE(groupWords("card_arrival-now"), std::string("card arrival now"));
        QCOMPARE(groupWords("_"), std::string("_"));
    }

    void happyOrSad()
    {
        const ExplorationPtr texts = exploreRealSample("happy-or-sad.csv");
        QVERIFY(texts);
        const auto found = classifyGroups(*texts);
        QVERIFY(found);
        QVERIFY2(*found->result.accuracy > 0.85, qPrintable(QString::number(*found->result.accuracy)));
        // The spectrum between the bare words, which the classifier is set beside.
        Exploration some = *texts;
        const auto spectrum =
            spectrumOf(some, *parseAxis("I am so happy today! .. What a wonderful surprise this is."), VectorStore());
        QVERIFY(spectrum);
        QCOMPARE(spectrum->places.size(), texts->size());
        QVERIFY(std::abs(*spectrum->places[0]) < 1e-9);
        QVERIFY(std::abs(*spectrum->places[1] - 1) < 1e-9);
    }
};

QTEST_GUILESS_MAIN(TestClassifyGroups)
#include "tst_classify_groups.moc"
