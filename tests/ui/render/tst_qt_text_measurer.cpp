// Hostile and huge texts on a picture: never a crash, never a long wait, nothing beside them turned round.

#include "core/scene/build/build_scene.h"
#include "core/scene/display_text.h"
#include "tests/support/sample_explorations.h"
#include "ui/render/qt_text_measurer.h"
#include "ui/render/scene_painter.h"

#include <QElapsedTimer>
#include <QFile>
#include <QImage>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

#include <string>
#include <vector>

using namespace embedscope;

namespace {

constexpr ScreenSize kSize{1600, 1000};

ExplorationPtr explorationOf(const std::vector<std::string> &texts)
{
    std::vector<std::vector<double>> similarities;
    for (std::size_t i = 1; i < texts.size(); ++i)
        similarities.emplace_back(i, 0.3);
    return explorationWithSimilarities(texts, similarities);
}

/// The picture with the first text hovered and selected, and every text in its place.
struct Painted
{
    Scene scene = {};
    QImage image = {};
    double ms = 0; ///< of scene and painting, with nothing remembered
};

Painted paint(const ExplorationPtr &exploration)
{
    ViewState view;
    view.hovered = exploration->rows[0].id;
    view.selection = {exploration->rows[0].id};
    view.truthLines = true;
    const auto base = makeSceneBase(exploration, view);
    QElapsedTimer timer;
    timer.start();
    Painted painted;
    const QtTextMeasurer measurer;
    painted.scene = buildScene(*base, view, kSize, measurer);
    painted.image = renderImage(painted.scene, 1);
    painted.ms = double(timer.nsecsElapsed()) / 1e6;
    return painted;
}

std::vector<std::string> naughtyStrings()
{
    QFile file(QStringLiteral(EMBEDSCOPE_TESTS_DIR "/data/bad/blns.json"));
    std::vector<std::string> texts;
    if (file.open(QIODevice::ReadOnly))
        for (const QJsonValue &value : QJsonDocument::fromJson(file.readAll()).array())
            texts.push_back(value.toString().toStdString());
    return texts;
}

std::string repeated(const std::string &what, std::size_t times)
{
    std::string text;
    text.reserve(what.size() * times);
    for (std::size_t i = 0; i < times; ++i)
        text += what;
    return text;
}

/// On a busy machine, or under a sanitizer, many times what a person's needs; a layout of all the text takes longer.
constexpr double kBearable = 5000;

} // namespace

class TestQtTextMeasurer : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        paint(explorationOf({"warm", "up"})); // fonts are loaded once
    }

    void naughtyList()
    {
        const std::vector<std::string> all = naughtyStrings();
        QVERIFY(all.size() > 400);
        double worst = 0;
        for (std::size_t first = 0; first < all.size(); first += 40) {
            const std::vector<std::string> texts(all.begin() + std::ptrdiff_t(first),
                                                 all.begin() + std::ptrdiff_t(std::min(first + 40, all.size())));
            const ExplorationPtr exploration = explorationOf(texts);
            paint(exploration); // loads the fonts of its scripts
            const Painted painted = paint(exploration);
            QVERIFY(!painted.image.isNull());
            worst = std::max(worst, painted.ms);
        }
        qInfo("%zu naughty strings, 40 on a picture: the slowest took %.0f ms", all.size(), worst);
        QVERIFY(worst < kBearable);
    }

    void huge_data()
    {
        QTest::addColumn<QByteArray>("text");
        const auto add = [](const char *name, const std::string &text) {
            QTest::newRow(name) << QByteArray(text.data(), qsizetype(text.size()));
        };
        add("one word of 1 MB", repeated("x", 1'000'000));
        add("words of 1 MB", repeated("word ", 200'000));
        add("10,000 combining marks", "Z" + repeated("\u0301", 10'000));
        add("1 MB of marks", repeated("\u0301", 500'000));
        add("marks of every other script", "Z" + repeated("\u0E49\u0ABC\u302A\u1CD0", 20'000));
        add("1 MB of joiners", "a" + repeated("\u200D", 333'000));
        add("1 MB of joined faces", repeated("👨\u200D👩\u200D👧\u200D👦\u200D", 35'000));
        add("1 MB of regional indicators", repeated("🇩", 250'000));
        add("1 MB of variation selectors", "a" + repeated("\U000E0100", 250'000));
        add("1 MB of tags", "🏴" + repeated("\U000E0062", 250'000));
        add("1 MB of Hangul beginnings", repeated("\u1100", 333'000));
        add("1 MB of spaces", repeated(" ", 1'000'000));
        add("1 MB of overrides", repeated("\u202E", 333'000));
        add("1 MB of Arabic", repeated("سلام ", 110'000));
        add("1 MB of line ends", repeated("a\n", 500'000));
        add("1 MB of soft hyphens", repeated("a\u00AD", 333'000));
        add("1 MB of NUL", std::string(1'000'000, '\0'));
        add("1 MB that is no UTF-8", std::string(1'000'000, '\xff'));
    }
    void huge()
    {
        QFETCH(QByteArray, text);
        const std::string huge(text.constData(), std::size_t(text.size()));
        const ExplorationPtr exploration = explorationOf({huge, "second", huge, "fourth", "fifth"});
        paint(exploration);
        const Painted painted = paint(exploration);
        QVERIFY(!painted.image.isNull());
        qInfo("%.1f ms", painted.ms);
        QVERIFY(painted.ms < kBearable);
        for (const SceneItem &item : painted.scene.above)
            if (const auto *written = std::get_if<TextItem>(&item))
                for (const TextLine &line : written->text.lines)
                    QVERIFY2(line.text.size() < 4096, "a line that takes long to paint");
    }

    /// The score keeps its digits in order and its place whatever the text beside it says.
    void overridesTurnNothingRound()
    {
        const Painted plain = paint(explorationOf({"abc", "def", "ghi", "jkl"}));
        const Painted turned = paint(explorationOf({"\u202Eabc", "\u2067def", "\u202Eghi\u202D", "jkl"}));
        QCOMPARE(turned.image, plain.image);
    }

    /// Names of groups break where their words end.
    void underscoresPartWords()
    {
        const auto linesOf = [](const std::string &name) {
            std::vector<std::string> lines;
            for (const auto &line : QtTextMeasurer().measure(name, TextRole::ClusterName, 1, 22, 2).lines)
                lines.push_back(line.text);
            return lines;
        };
        QCOMPARE(linesOf("direct_debit_payment_not_recognised"),
                 (std::vector<std::string>{"direct_debit_payment_", "not_recognised"}));
        QCOMPARE(linesOf("card_arrival"), std::vector<std::string>{"card_arrival"});
    }

    void measuringLooksAtTheBeginningOnly()
    {
        const QtTextMeasurer measurer;
        const std::string words = repeated("word ", 2'000'000); // 10 MB
        QElapsedTimer timer;
        timer.start();
        const MeasuredText measured = measurer.measure(words, TextRole::Label, 1, 28, 3);
        QCOMPARE(measured.lines.size(), std::size_t(3));
        QVERIFY(measured.elided);
        QVERIFY(timer.elapsed() < 1000);
    }
};

QTEST_MAIN(TestQtTextMeasurer)
#include "tst_qt_text_measurer.moc"
