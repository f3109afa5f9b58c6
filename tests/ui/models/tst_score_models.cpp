#include "tests/ui/state/document/document_support.h"
#include "ui/models/confusion_model.h"
#include "ui/models/label_table_model.h"
#include "ui/models/scored_text_model.h"
#include "ui/state/scores/group_learner.h"
#include "ui/state/scores/label_table.h"
#include "ui/state/scores/outliers.h"

#include <QAbstractItemModelTester>

using namespace embedscope;
using namespace embedscope::test;
using namespace Qt::StringLiterals;

class TestScoreModels : public QObject
{
    Q_OBJECT
    static QStringList column(const QAbstractItemModel &model, int column)
    {
        QStringList words;
        for (int row = 0; row < model.rowCount(); ++row)
            words += model.index(row, column).data().toString();
        return words;
    }
private Q_SLOTS:
    void labelsAreSortedAndCompared()
    {
        DocumentFixture f;
        f.document.addTexts({u"ab"_s, u"zero"_s, u"b"_s, u"a"_s});
        LabelTable table(f.document);
        LabelTableModel model(table);
        LabelPairModel pair(model, table);
        const QAbstractItemModelTester tester(&model);
        const QAbstractItemModelTester pairTester(&pair);
        QCOMPARE(model.columnCount(), 0);
        table.setActive(true);
        table.setTyped(u"a, b"_s);
        QTRY_COMPARE(model.columnCount(), 3);
        QCOMPARE(column(model, 0), (QStringList{u"ab"_s, u"zero"_s, u"b"_s, u"a"_s}));
        QCOMPARE(column(model, 1), (QStringList{u"0.707"_s, u"\u2013"_s, u"0.000"_s, u"1.000"_s}));
        QCOMPARE(model.headerData(2, Qt::Horizontal).toString(), u"b"_s);
        QVERIFY(model.index(3, 1).data(LabelTableModel::NearestRole).toBool());
        QCOMPARE(model.index(3, 1).data(LabelTableModel::HeatRole).toDouble(), 1.0);
        QVERIFY(!model.index(1, 1).data(LabelTableModel::ScoreRole).isValid());

        const QPersistentModelIndex kept = model.index(2, 0); // "b"
        model.sort(1, Qt::DescendingOrder);
        QCOMPARE(column(model, 0), (QStringList{u"a"_s, u"ab"_s, u"b"_s, u"zero"_s})); // undefined last
        QCOMPARE(kept.data().toString(), u"b"_s);
        model.sort(1, Qt::AscendingOrder);
        QCOMPARE(column(model, 0), (QStringList{u"b"_s, u"ab"_s, u"a"_s, u"zero"_s}));
        QCOMPARE(model.idAt(0), f.id(2));

        pair.setTexts(f.id(3), f.id(2));
        QCOMPARE(column(pair, 0), (QStringList{u"a"_s, u"b"_s}));
        QCOMPARE(column(pair, 1), (QStringList{u"1.000"_s, u"0.000"_s}));
        QCOMPARE(column(pair, 3), (QStringList{u"1.000"_s, u"\u22121.000"_s}));
        QCOMPARE(pair.headerData(1, Qt::Horizontal).toString(), u"a"_s);
        f.document.removeTexts({f.id(3)});
        QTRY_VERIFY(pair.isEmpty()); // one of them is gone
        QCOMPARE(model.rowCount(), 3);
        pair.setTexts(f.id(0), f.id(0));
        QVERIFY(pair.isEmpty());
    }

    void confusionAndMistakes()
    {
        DocumentFixture f;
        ReadCorpus read;
        for (const char *text : {"aaab", "abab", "bbba", "xxyx"})
            read.corpus.add(text, "ab");
        for (const char *text : {"xxyy", "yyyx", "xyxy"})
            read.corpus.add(text, "xy");
        read.corpus.add("bab");
        f.document.openCorpus(read, u"groups"_s);
        QVERIFY(f.settle());
        GroupLearner learner(f.document);
        ConfusionModel confusion(learner);
        const QAbstractItemModelTester tester(&confusion);
        learner.setTarget(learner.targets().front());
        learner.learn();
        QTRY_COMPARE(confusion.rowCount(), 2);
        int sum = 0;
        for (int row = 0; row < 2; ++row)
            for (int at = 0; at < 2; ++at)
                sum += confusion.index(row, at).data().toInt();
        QCOMPARE(sum, 7);
        QVERIFY(confusion.index(0, 1).data().toInt() >= 1);
        QVERIFY(confusion.index(0, 1).data(Qt::ToolTipRole).toString().contains(u"taken for xy"_s));
        QVERIFY(confusion.index(1, 1).data(ConfusionModel::RightRole).toBool());

        const auto mistakes = mistakesOf(learner);
        QVERIFY(!mistakes.empty());
        QCOMPARE(mistakes.front().row, std::size_t{3});
        QCOMPARE(mistakes.front().note, u"is ab, taken for xy"_s);
        const auto guesses = guessesOf(learner);
        QCOMPARE(guesses.size(), std::size_t{1});
        QCOMPARE(guesses.front().note, u"ab"_s);
        ScoredTextModel list;
        const QAbstractItemModelTester listTester(&list);
        list.show(learner.exploration(), mistakes);
        QCOMPARE(list.index(0).data().toString(), u"xxyx"_s);
        QVERIFY(list.index(0).data(Qt::AccessibleTextRole).toString().endsWith(u"taken for xy"_s));
        QCOMPARE(list.idAt(list.index(0)), f.id(3));
        list.show({}, {});
        QCOMPARE(list.rowCount(), 0);
    }

    void outliersAreListed()
    {
        DocumentFixture f;
        f.document.addTexts({u"ab"_s, u"aab"_s, u"z"_s});
        Outliers outliers(f.document);
        outliers.setActive(true);
        QTRY_VERIFY(outliers.exploration() && outliers.exploration()->size() == 3);
        const auto texts = textsOf(outliers);
        QCOMPARE(texts.front().row, std::size_t{2});
        QCOMPARE(texts.front().value, u"0.000"_s);
    }
};

QTEST_GUILESS_MAIN(TestScoreModels)
#include "tst_score_models.moc"
