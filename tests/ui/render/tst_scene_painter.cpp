#include "core/scene/build/build_scene.h"
#include "tests/support/sample_explorations.h"
#include "ui/render/fonts.h"
#include "ui/render/qt_text_measurer.h"
#include "ui/render/scene_painter.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFontDatabase>
#include <QImage>
#include <QTest>

using namespace embedscope;

class TestScenePainter : public QObject
{
    Q_OBJECT
private:
    static QImage picture(const ExplorationPtr &exploration, ViewState view, ScreenSize size, double scale)
    {
        const QtTextMeasurer measurer;
        return renderImage(buildScene(exploration, view, size, measurer), scale).convertToFormat(QImage::Format_RGB32);
    }

private Q_SLOTS:
    /// A channel may differ by 8, and 0.5% of the pixels by more: fonts of another version move edges a little.
    void golden_data()
    {
        QTest::addColumn<int>("texts"); // 4: the cats; else so many in ten clusters
        QTest::addColumn<bool>("dark");
        QTest::addColumn<int>("mode");
        QTest::addColumn<QSize>("size");
        QTest::addColumn<double>("scale");
        const int similarity = static_cast<int>(ColourMode::Similarity);
        const int cluster = static_cast<int>(ColourMode::Cluster);
        QTest::newRow("cats-light") << 4 << false << similarity << QSize(775, 793) << 1.0;
        QTest::newRow("cats-truth") << 4 << false << similarity << QSize(775, 500) << 1.0;
        QTest::newRow("cats-dark-2x") << 4 << true << similarity << QSize(480, 360) << 2.0;
        QTest::newRow("clusters-light") << 120 << false << cluster << QSize(1000, 700) << 1.0;
        QTest::newRow("clusters-dark") << 60 << true << cluster << QSize(640, 480) << 1.0;
    }
    void golden()
    {
        QFETCH(int, texts);
        QFETCH(bool, dark);
        QFETCH(int, mode);
        QFETCH(QSize, size);
        QFETCH(double, scale);
        ViewState view;
        view.theme = dark ? Theme::Dark : Theme::Light;
        view.truthLines = view.caption = QByteArray(QTest::currentDataTag()).contains("truth");
        view.colourMode = static_cast<ColourMode>(mode);
        const ExplorationPtr exploration =
            texts == 4 ? catExploration() : clusteredExploration(static_cast<std::size_t>(texts), 10);
        const QImage actual = picture(exploration, view, {double(size.width()), double(size.height())}, scale);
        const QString name = QString::fromLatin1(QTest::currentDataTag()) + QStringLiteral(".png");
        const QString path = QStringLiteral(EMBEDSCOPE_TESTS_DIR "/golden/images/") + name;
        if (qEnvironmentVariableIsSet("EMBEDSCOPE_UPDATE_GOLDEN")) {
            QVERIFY(actual.save(path));
            return;
        }
        QImage expected(path);
        QVERIFY2(!expected.isNull(), qPrintable(path));
        expected = expected.convertToFormat(QImage::Format_RGB32);
        expected.setDevicePixelRatio(actual.devicePixelRatio());
        const QString kept = QStringLiteral(EMBEDSCOPE_BINARY_DIR "/golden-actual/images/");
        if (!QFontDatabase::hasFamily(QStringLiteral("Inter")))
            QSKIP("the font of the golden pictures (fonts-inter) is not installed");
        QCOMPARE(actual.size(), expected.size());
        QImage difference(actual.size(), QImage::Format_RGB32);
        qint64 off = 0;
        for (int y = 0; y < actual.height(); ++y) {
            for (int x = 0; x < actual.width(); ++x) {
                const QRgb a = actual.pixel(x, y);
                const QRgb b = expected.pixel(x, y);
                const int worst = std::max(
                    {std::abs(qRed(a) - qRed(b)), std::abs(qGreen(a) - qGreen(b)), std::abs(qBlue(a) - qBlue(b))});
                off += worst > 8 ? 1 : 0;
                difference.setPixel(x, y, worst > 8 ? qRgb(255, 0, 0) : qRgb(worst * 16, worst * 16, worst * 16));
            }
        }
        if (off * 1000 > 5ll * actual.width() * actual.height()) {
            QDir().mkpath(kept);
            actual.save(kept + name);
            difference.save(kept + QStringLiteral("diff-") + name);
            QFAIL(qPrintable(QStringLiteral("%1 pixels differ; see %2").arg(off).arg(kept)));
        }
    }

    void pictureIsTheSameEachTime()
    {
        const ViewState view;
        const QImage first = picture(catExploration(), view, {600, 400}, 1.5);
        const QImage second = picture(catExploration(), view, {600, 400}, 1.5);
        int different = 0;
        int worst = 0;
        for (int y = 0; y < first.height(); ++y)
            for (int x = 0; x < first.width(); ++x)
                if (first.pixel(x, y) != second.pixel(x, y)) {
                    ++different;
                    worst = std::max(worst, std::abs(qGray(first.pixel(x, y)) - qGray(second.pixel(x, y))));
                }
        QVERIFY2(different == 0, qPrintable(QStringLiteral("%1 pixels, by up to %2").arg(different).arg(worst)));
    }

    void anchorIsOrangeWhereTheSceneSaysItIs()
    {
        const QtTextMeasurer measurer;
        const Scene scene = buildScene(catExploration(), {}, {800, 600}, measurer);
        const QImage image = renderImage(scene, 1);
        const std::size_t last = scene.points->row.size() - 1;
        QCOMPARE(scene.points->row[last], 0u); // painted on top
        const ScreenPoint at = scene.viewport.toScreen({scene.points->x[last], scene.points->y[last]});
        QCOMPARE(image.pixelColor(int(at.x), int(at.y)), QColor(0xd9, 0x48, 0x0f));
    }

    /// Sprites and vectors put a mark at the same place in the same colour.
    void spritesEqualVectors()
    {
        Scene scene;
        scene.viewport = Viewport({{0, 0}, 1}, {200, 100});
        scene.background = Colour::rgb(0xffffff);
        scene.styles = {{MarkShape::Diamond, Colour::rgb(0x3f90da), Colour::rgb(0x555555), 6, 1, 0}};
        PointLayer layer;
        layer.x = {-50, 30};
        layer.y = {10, -20};
        layer.style = {0, 0};
        layer.row = {0, 1};
        scene.points = std::make_shared<PointLayer>(layer);
        const QImage few = renderImage(scene, 1);
        for (std::size_t i = 0; i <= PointSplatter::kFewMarks; ++i) { // the rest lies outside
            layer.x.push_back(5000);
            layer.y.push_back(0);
            layer.style.push_back(0);
            layer.row.push_back(2);
        }
        scene.points = std::make_shared<PointLayer>(layer);
        const QImage many = renderImage(scene, 1);
        for (const QPoint &p : {QPoint(50, 40), QPoint(130, 70)}) {
            QCOMPARE(few.pixelColor(p), QColor(0x3f, 0x90, 0xda));
            QCOMPARE(many.pixelColor(p), QColor(0x3f, 0x90, 0xda));
        }
        QCOMPARE(many.pixelColor(100, 50), QColor(Qt::white));
    }

    void measuringCountsGraphemes()
    {
        const QtTextMeasurer measurer;
        QString family;
        for (int i = 0; i < 10; ++i)
            family += QStringLiteral("👨‍👩‍👧‍👦"); // one grapheme of seven characters each
        MeasuredText text = measurer.measure(family.toStdString(), TextRole::Label, 1, 10, 3);
        QCOMPARE(text.lines.size(), std::size_t(1));
        text = measurer.measure(family.toStdString(), TextRole::Label, 1, 5, 3);
        QCOMPARE(text.lines.size(), std::size_t(2));
        QVERIFY(!text.elided);
    }

    void measuringWrapsAndElides()
    {
        const QtTextMeasurer measurer;
        const std::string words = "The unix cat utility prints out whatever it reads.";
        const MeasuredText two = measurer.measure(words, TextRole::Label, 1, 28, 3);
        QCOMPARE(two.lines.size(), std::size_t(2));
        for (const TextLine &line : two.lines)
            QVERIFY(QString::fromStdString(line.text).size() <= 28);
        const MeasuredText one = measurer.measure(words, TextRole::Label, 1, 28, 1);
        QVERIFY(one.elided);
        QVERIFY(QString::fromStdString(one.lines[0].text).endsWith(QChar(u'…')));
        QVERIFY(QString::fromStdString(one.lines[0].text).size() <= 28);
        const MeasuredText bigger = measurer.measure(words, TextRole::Label, 2, 28, 3);
        QVERIFY(std::abs(bigger.width / two.width - 2) < 0.05);
        QVERIFY(measurer.measure("", TextRole::Label, 1, 28, 3).lines.empty());
    }

    void pillDigitsStandInCells()
    {
        const QtTextMeasurer measurer;
        const double ones = measurer.measure(".111", TextRole::Pill, 1, 8, 1).width;
        QCOMPARE(measurer.measure(".888", TextRole::Pill, 1, 8, 1).width, ones);
    }

    void timeOfLabels()
    {
        const QtTextMeasurer measurer;
        Scene scene = buildScene(clusteredExploration(200, 10), {}, {1600, 1000}, measurer);
        QElapsedTimer timer;
        timer.start();
        renderImage(scene, 1);
        const qint64 whole = timer.restart();
        for (SceneItem &item : scene.above)
            if (auto *text = std::get_if<TextItem>(&item))
                text->haloWidth = 0;
        renderImage(scene, 1);
        qInfo("%zu labels painted in %lld ms, without halos %lld ms", scene.labels.size(), whole, timer.elapsed());
    }

    void timeOfManyPoints()
    {
        ViewState view;
        view.colourMode = ColourMode::Cluster;
        const ExplorationPtr exploration = clusteredExploration(20000, 10);
        const auto base = makeSceneBase(exploration, view);
        const QtTextMeasurer measurer;
        buildScene(*base, view, {1600, 1000}, measurer);
        QElapsedTimer timer;
        timer.start();
        const Scene scene = buildScene(*base, view, {1600, 1000}, measurer);
        qInfo("20,000 points at 1600x1000: scene %lld ms, labels %zu of %zu", timer.restart(), scene.labels.size(),
              scene.labelsWanted);
        const QImage image = renderImage(scene, 1);
        qInfo("painted in %lld ms", timer.elapsed());
        QVERIFY(!image.isNull());
    }
};

QTEST_MAIN(TestScenePainter)
#include "tst_scene_painter.moc"
