#include "core/scene/shade.h"

#include "core/scene/palette.h"

#include <QTest>

#include <cmath>
#include <utility>

using namespace embedscope;

namespace {

Exploration fourTexts()
{
    Exploration e;
    Matrix vectors(4, 3);
    vectors << 1, 0, 0, //
        0.6F, 0.8F, 0,  //
        -0.6F, 0, 0.8F, //
        0, 0, 2;
    e.vectors = std::move(vectors);
    const char *prices[] = {"1,200", "30.5", "", "-7"};
    for (std::uint64_t i = 0; i < 4; ++i) {
        Text text;
        text.id.value = i + 1;
        text.text = "text " + std::to_string(i + 1);
        text.columns = {prices[i], "word"};
        e.rows.edit().push_back(text);
        e.corpusIndex.push_back(i);
    }
    e.columnNames = {"price", "kind"};
    e.map = MapStage{};
    e.map->faithfulness.k = 3;
    e.map->faithfulness.neighboursKeptOf = {1.0, 1.0 / 3, std::nullopt, 0.0};
    return e;
}

ViewState viewOf(ColourMode mode)
{
    ViewState view;
    view.colourMode = mode;
    return view;
}

} // namespace

class TestShade : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void similarityToTheAnchor()
    {
        const Shade shade = shadeOf(fourTexts(), viewOf(ColourMode::Similarity), 0);
        QCOMPARE(QString::fromStdString(shade.title), QStringLiteral("similarity to “text 1”"));
        QVERIFY(shade.kind == Shade::Kind::Rising && shade.range == RampRange{});
        QVERIFY(std::abs(*shade.values[1] - 0.6) < 1e-6);
        QCOMPARE(shade.beyond, std::string("below 0 as 0")); // the third is
        QVERIFY(shade.hollow.empty());
    }

    void angleAndDistanceFall()
    {
        ViewState view = viewOf(ColourMode::Similarity);
        view.measure = Measure::Angle;
        Shade shade = shadeOf(fourTexts(), view, 0);
        QVERIFY(shade.kind == Shade::Kind::Falling);
        QVERIFY(std::abs(*shade.values[1] - 53.1301) < 1e-3);
        QVERIFY(shadePosition(shade, 0) == 1 && shadePosition(shade, 90) == 0);
        QCOMPARE(shade.beyond, std::string("above 90° as 90°"));
        QCOMPARE(shadeNumber(shade, 30), std::string("30°"));
        view.measure = Measure::Euclidean;
        shade = shadeOf(fourTexts(), view, 0);
        QVERIFY(shade.kind == Shade::Kind::Falling && shade.beyond.empty());
        QCOMPARE(shade.range.low, 0.0);
        QVERIFY(std::abs(shade.range.high - std::sqrt(5.0)) < 1e-6);
        view.stretchRamp = true;
        shade = shadeOf(fourTexts(), view, 0);
        QVERIFY(std::abs(shade.range.low - std::sqrt(0.8)) < 1e-6); // the anchor itself does not count
    }

    void aNumberOfTheVectorHasTwoSigns()
    {
        ViewState view = viewOf(ColourMode::Component);
        view.component = 0;
        const Shade shade = shadeOf(fourTexts(), view, 0);
        QCOMPARE(shade.title, std::string("number 1 of 3"));
        QVERIFY(shade.kind == Shade::Kind::Diverging);
        QCOMPARE(shade.range, (RampRange{-1, 1}));
        QCOMPARE(shadePosition(shade, 0), 0.5);
        for (const Theme theme : {Theme::Light, Theme::Dark}) {
            const auto at = [&](double value) {
                return toOkLab(shadeColour(shade, Ramp::Blue, theme, shadePosition(shade, value)));
            };
            // Blue and orange lie on two sides of grey, and strength is lightness away from the middle's.
            QVERIFY(at(1).b < -0.02 && at(-1).b > 0.05);
            QVERIFY(std::hypot(at(0).a, at(0).b) < 0.02);
            for (const double sign : {-1.0, 1.0})
                for (int i = 0; i < 10; ++i)
                    QVERIFY(std::abs(at(sign * (i + 1) / 10.0).l - at(0).l) >
                            std::abs(at(sign * i / 10.0).l - at(0).l));
        }
        view.component = 7;
        const Shade none = shadeOf(fourTexts(), view, 0);
        QVERIFY(!none.values[0] && none.hollow == "no such number");
    }

    void neighboursKeptAndLength()
    {
        const Shade kept = shadeOf(fourTexts(), viewOf(ColourMode::Kept), 0);
        QVERIFY(kept.title.find("3 nearest") != std::string::npos);
        QCOMPARE(*kept.values[0], 100.0);
        QVERIFY(!kept.values[2]);
        QCOMPARE(kept.hollow, std::string("not measured"));
        QCOMPARE(shadeNumber(kept, 25), std::string("25%"));
        const Shade length = shadeOf(fourTexts(), viewOf(ColourMode::Length), 0);
        QVERIFY(*length.values[0] == 1.0 && *length.values[1] == 1.0 && *length.values[3] == 2.0);
        QCOMPARE(length.range, (RampRange{1, 2}));
        Exploration unmapped = fourTexts();
        unmapped.map.reset();
        QVERIFY(!shadeOf(unmapped, viewOf(ColourMode::Kept), 0).values[0]);
    }

    void aColumnOfNumbers()
    {
        ViewState view = viewOf(ColourMode::Column);
        view.column = "price";
        const Shade shade = shadeOf(fourTexts(), view, 0);
        QCOMPARE(*shade.values[0], 1200.0);
        QVERIFY(!shade.values[2]);
        QVERIFY(shade.kind == Shade::Kind::Diverging && shade.range == (RampRange{-1200, 1200}));
        QCOMPARE(shade.hollow, std::string("no number"));
        view.column = "none";
        QVERIFY(!shadeOf(fourTexts(), view, 0).values[0]);
        QCOMPARE(numericColumns(fourTexts().rows, 3), std::vector<std::size_t>{0});
    }

    void aPhraseOnceItIsKnown()
    {
        ViewState view = viewOf(ColourMode::Phrase);
        view.phrase = "a warm day";
        Shade shade = shadeOf(fourTexts(), view, 0);
        QVERIFY(!shade.values[0] && shade.hollow == "not known yet");
        view.phraseVector = std::make_shared<const std::vector<float>>(std::vector<float>{0, 1, 0});
        shade = shadeOf(fourTexts(), view, 0);
        QVERIFY(std::abs(*shade.values[1] - 0.8) < 1e-6);
        QCOMPARE(QString::fromStdString(shade.title), QStringLiteral("similarity to “a warm day”"));
        view.phraseVector = std::make_shared<const std::vector<float>>(std::vector<float>{0, 1}); // another model's
        QVERIFY(!shadeOf(fourTexts(), view, 0).values[1]);
    }

    void aSpectrumBetweenWordsAndTexts()
    {
        ViewState view = viewOf(ColourMode::Spectrum);
        Shade shade = shadeOf(fourTexts(), view, 0);
        QCOMPARE(shade.hollow, std::string("no examples yet"));
        view.spectrum.low.phrases = {"sad", "unhappy"};
        view.spectrum.high.texts = {TextId{1}}; // (1, 0, 0)
        shade = shadeOf(fourTexts(), view, 0);
        QVERIFY(!shade.values[0] && shade.hollow == "not known yet");
        QCOMPARE(shade.low, std::string("sad, unhappy"));
        QCOMPARE(shade.high, std::string("text 1"));

        Exploration e = fourTexts();
        e.identity = "fake";
        VectorStore words("fake", "fake", 3);
        for (const char *phrase : {"sad", "unhappy"}) {
            Text text;
            text.text = phrase;
            auto vector = std::make_shared<StoredVector>();
            vector->values = {0, 0, 5}; // only directions count
            QVERIFY(words.put(text, std::move(vector)));
        }
        view.spectrumPhrases = std::make_shared<const VectorStore>(words);
        shade = shadeOf(e, view, 0);
        QVERIFY(shade.hollow.empty() && shade.kind == Shade::Kind::Diverging && shade.beyond.empty());
        QVERIFY(std::abs(*shade.values[0] - 1) < 1e-6 && std::abs(*shade.values[3]) < 1e-6);
        QVERIFY(std::abs(*shade.values[1] - 0.8) < 1e-6); // .6 along x, nothing along z: (.6 + 1) / 2
        QVERIFY(*shade.values[2] < 0);
        // The middle between the ends is in the middle of the colours, which reach as far as there are texts.
        QCOMPARE(shadePosition(shade, 0.5), 0.5);
        QVERIFY(std::abs(shade.range.low - *shade.values[2]) < 1e-9);
        view.stretchRamp = true;
        shade = shadeOf(e, view, 0);
        QVERIFY(shade.range.low == *shade.values[2] && shade.range.high == *shade.values[0]);

        view.spectrum.low = {{}, {TextId{1}}};
        shade = shadeOf(e, view, 0);
        QCOMPARE(shade.hollow, std::string("the ends cannot be told apart"));
        QVERIFY(!shade.values[0]);
        e.identity = "other"; // words of another model mean nothing here
        view.spectrum.low = {{"sad", "unhappy"}, {}};
        QCOMPARE(shadeOf(e, view, 0).hollow, std::string("not known yet"));
    }

    void numbersInCells_data()
    {
        QTest::addColumn<QString>("cell");
        QTest::addColumn<bool>("is");
        QTest::addColumn<double>("value");
        const auto yes = [](const char *cell, double value) { QTest::newRow(cell) << cell << true << value; };
        const auto no = [](const char *cell) { QTest::newRow(cell) << cell << false << 0.0; };
        yes("42", 42);
        yes(" -3.5 ", -3.5);
        yes("+7", 7);
        yes("1e3", 1000);
        yes("12 %", 12);
        yes("1,234,567.5", 1234567.5);
        no("");
        no("1,2");
        no("12,34");
        no("1,234,5");
        no("nan");
        no("inf");
        no("0x10");
        no("1e999");
        no("7 apples");
        no("%");
        no("--1");
    }
    void numbersInCells()
    {
        QFETCH(QString, cell);
        QFETCH(bool, is);
        QFETCH(double, value);
        const std::optional<double> number = numberOf(cell.toStdString());
        QCOMPARE(number.has_value(), is);
        if (is)
            QCOMPARE(*number, value);
    }

    void everyModeOnStrangeVectors_data()
    {
        QTest::addColumn<int>("mode");
        for (int mode = 0; mode <= int(kLastColourMode); ++mode)
            QTest::addRow("%d", mode) << mode;
    }
    void everyModeOnStrangeVectors()
    {
        QFETCH(int, mode);
        ViewState view = viewOf(ColourMode(mode));
        for (const float value : {0.0F, 1e-30F, 1e30F, 1.0F}) {
            Exploration e = fourTexts();
            e.vectors = Matrix(Matrix::Constant(4, 3, value));
            const Shade shade = shadeOf(e, view, 0);
            QVERIFY(std::isfinite(shade.range.low) && shade.range.high > shade.range.low);
            for (const auto &number : shade.values)
                if (number) {
                    const double t = shadePosition(shade, *number);
                    QVERIFY(t >= 0 && t <= 1);
                    QVERIFY(!shadeNumber(shade, *number).empty());
                }
        }
        QVERIFY(shadeOf(Exploration{}, view, 0).values.empty());
    }
};

QTEST_GUILESS_MAIN(TestShade)
#include "tst_shade.moc"
