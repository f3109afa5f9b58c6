#include "ui/state/axis_sides.h"

#include <QTest>

using namespace embedscope;

class TestAxisSides : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void examplesReplaceAndLeaveTheOtherEnd()
    {
        AxesRecipe axes;
        axes.x.low = {{"sad"}, {TextId{1}, TextId{2}}};
        axes.x.high = {{"happy"}, {TextId{3}}};
        axes.y.low.texts = {TextId{3}};
        axes = withExamples(axes, AxisSide::Right, {TextId{2}, TextId{4}});
        QVERIFY((axes.x.high == AxisEnd{{}, {TextId{2}, TextId{4}}}));
        QVERIFY((axes.x.low == AxisEnd{{"sad"}, {TextId{1}}}));
        QVERIFY(axes.y.low.texts == std::vector<TextId>{TextId{3}}); // another axis is another matter
    }

    void missingEndsAreTakenFromOthers()
    {
        AxesRecipe dragged;
        dragged.x.low.texts = {TextId{1}};
        AxesRecipe typed;
        typed.x.low.phrases = {"sad"};
        typed.x.high.phrases = {"happy"};
        dragged = withMissingFrom(dragged, typed);
        QVERIFY((dragged.x.low == AxisEnd{{}, {TextId{1}}}));
        QVERIFY((dragged.x.high == AxisEnd{{"happy"}, {}}));
        QVERIFY(dragged.y == AxisRecipe{});
    }

    void manyExamplesAreCut()
    {
        AxesRecipe axes;
        for (int i = 0; i < 100; ++i)
            axes.y.high.phrases.push_back("word " + std::to_string(i));
        const QString above = examplesText(axes, AxisSide::Above, Exploration{});
        QVERIFY(above.startsWith(QStringLiteral("word 0, word 1, ")) && above.endsWith(QChar(0x2026)));
        QCOMPARE(above.size(), qsizetype{81});
        QVERIFY(examplesText(axes, AxisSide::Below, Exploration{}).isEmpty());
    }

    void whatIsMissing()
    {
        AxesRecipe axes;
        QVERIFY(missingSide(axes) == AxisSide::Left);
        axes = withExamples(axes, AxisSide::Left, {TextId{1}});
        QVERIFY(missingSide(axes) == AxisSide::Right);
        axes = withExamples(axes, AxisSide::Right, {TextId{2}});
        QVERIFY(!missingSide(axes));
        axes = withExamples(axes, AxisSide::Above, {TextId{3}});
        QVERIFY(missingSide(axes) == AxisSide::Below);
        axes = withExamples(axes, AxisSide::Below, {TextId{4}});
        QVERIFY(!missingSide(axes));
        QVERIFY(axes.y.high.texts == std::vector<TextId>{TextId{3}});
        // Taking an end's only text leaves that end empty.
        axes = withExamples(axes, AxisSide::Left, {TextId{2}});
        QVERIFY(missingSide(axes) == AxisSide::Right);
        QCOMPARE(missingExamples(axes), QStringLiteral("The x axis needs examples for its right end."));
        axes.y.low = {};
        QCOMPARE(missingExamples(axes), QStringLiteral("The x axis needs examples for its right end. The y axis needs "
                                                       "examples for its lower end, too."));
        axes.x.high.phrases = {"warm"};
        axes.y.high = {};
        QVERIFY(missingExamples(axes).isEmpty());
        QCOMPARE(missingExamples(AxesRecipe{}), QStringLiteral("The x axis needs examples for both ends."));
        // Texts that are gone are no examples.
        Exploration exploration;
        Text there;
        there.id = TextId{7};
        exploration.rows.edit().push_back(there);
        QCOMPARE(missingExamples(axes, exploration), QStringLiteral("The x axis needs examples for its left end."));
        axes.x.low.texts = {TextId{7}};
        QVERIFY(missingExamples(axes, exploration).isEmpty());
        // Each end is named, those without examples, too.
        exploration.rows.edit().front().text = "snow and ice";
        QCOMPARE(endsText(axes, exploration), QStringLiteral("Left end: snow and ice\nRight end: warm\nBelow and "
                                                             "above: what else the texts differ in"));
        axes.x.high.phrases.clear();
        axes.y.high.phrases = {"far"};
        QCOMPARE(endsText(axes, exploration), QStringLiteral("Left end: snow and ice\nRight end: no examples\nLower "
                                                             "end: no examples\nUpper end: far"));
        for (const AxisSide side : {AxisSide::Left, AxisSide::Right, AxisSide::Below, AxisSide::Above}) {
            QVERIFY(oppositeOf(oppositeOf(side)) == side && oppositeOf(side) != side);
            QVERIFY(!sideName(side).isEmpty());
        }
    }
};

QTEST_GUILESS_MAIN(TestAxisSides)
#include "tst_axis_sides.moc"
