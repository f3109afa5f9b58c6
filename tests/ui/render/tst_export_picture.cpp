#include "core/scene/build/build_scene.h"
#include "tests/support/sample_explorations.h"
#include "ui/render/export_picture.h"
#include "ui/render/qt_text_measurer.h"

#include <QFile>
#include <QImage>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

using namespace embedscope;

class TestExportPicture : public QObject
{
    Q_OBJECT
private:
    static Scene sceneOf(const std::vector<std::string> &texts, ScreenSize size = {800, 600})
    {
        std::vector<std::vector<double>> similarities;
        for (std::size_t i = 1; i < texts.size(); ++i)
            similarities.emplace_back(i, 0.3);
        const QtTextMeasurer measurer;
        ViewState view;
        const ExplorationPtr exploration = explorationWithSimilarities(texts, similarities);
        view.hovered = exploration->rows[0].id; // a frame with the text in it, too
        return buildScene(exploration, view, size, measurer);
    }
    static Scene cats()
    {
        const QtTextMeasurer measurer;
        return buildScene(catExploration(), {}, {800, 600}, measurer);
    }

private Q_SLOTS:
    void png()
    {
        const Result<QByteArray> first = renderPicture(cats(), PictureFormat::Png, 2, {"Cats", "four sentences"});
        const Result<QByteArray> second = renderPicture(cats(), PictureFormat::Png, 2, {"Cats", "four sentences"});
        QVERIFY(first && second);
        QCOMPARE(*first, *second);
        const QImage image = QImage::fromData(*first);
        QCOMPARE(image.size(), QSize(1600, 1200));
        QCOMPARE(image.text(QStringLiteral("Title")), QStringLiteral("Cats"));
        QVERIFY(!first->contains("tIME"));
    }

    void svgHasTheSentencesAsText()
    {
        const Result<QByteArray> svg = renderPicture(cats(), PictureFormat::Svg, 1, {"Cats", {}});
        QVERIFY(svg);
        QXmlStreamReader reader(*svg);
        QStringList texts;
        while (!reader.atEnd())
            if (reader.readNext() == QXmlStreamReader::StartElement && reader.name() == QStringLiteral("text"))
                texts += reader.readElementText();
        QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
        QVERIFY(texts.contains(QStringLiteral("I like cats.")));
        QVERIFY(texts.contains(QStringLiteral("Cats are adorable!")));
        QCOMPARE(*renderPicture(cats(), PictureFormat::Svg, 1, {"Cats", {}}), *svg);
    }

    void svgOfNaughtyTexts_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("controls") << QByteArray("a\x01\x02\x1f b\x7f");
        QTest::newRow("nul") << QByteArray("a\0b", 3);
        QTest::newRow("nonchar") << QByteArray("x\xEF\xBF\xBEy\xEF\xBF\xBFz");
        QTest::newRow("markup") << QByteArray("<script>alert('x')</script>&amp;<img src=http://127.0.0.1/x>]]>");
        QTest::newRow("quotes") << QByteArray("\" onload=\"x\" '");
        QTest::newRow("bidi") << QByteArray("\xE2\x80\xAE"
                                            "abc\xE2\x80\xAE \xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D");
        QTest::newRow("zalgo") << QByteArray("Z") + QByteArray("\xCC\x81").repeated(10000);
        QTest::newRow("emoji") << QByteArray("👨‍👩‍👧‍👦 🏳️‍🌈 ́");
        QTest::newRow("ill-formed") << QByteArray("\xff\xfe\xed\xa0\x80 x");
        QTest::newRow("long") << QByteArray("word ").repeated(200000);
        QTest::newRow("empty looking") << QByteArray("\xE2\x80\x8B\xE2\x80\x8B");
    }
    void svgOfNaughtyTexts()
    {
        QFETCH(QByteArray, text);
        const std::string naughty(text.constData(), static_cast<std::size_t>(text.size()));
        const Scene scene = sceneOf({naughty, "second", naughty, "fourth", "fifth"});
        const Result<QByteArray> svg = renderPicture(scene, PictureFormat::Svg, 1, {naughty, naughty});
        QVERIFY(svg);
        QXmlStreamReader reader(*svg);
        while (!reader.atEnd()) {
            if (reader.readNext() != QXmlStreamReader::StartElement)
                continue;
            QVERIFY(reader.name() != QStringLiteral("script"));
            for (const QXmlStreamAttribute &attribute : reader.attributes()) {
                QVERIFY(!attribute.name().startsWith(QStringLiteral("on")));
                if (attribute.name() == QStringLiteral("href"))
                    QVERIFY(attribute.value().startsWith(QStringLiteral("#")) ||
                            attribute.value().startsWith(QStringLiteral("data:")));
            }
        }
        QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
        QVERIFY(renderPicture(scene, PictureFormat::Png, 1, {naughty, naughty}));
        QVERIFY(renderPicture(scene, PictureFormat::Pdf, 1, {naughty, naughty}));
    }

    /// The Big List of Naughty Strings, a dozen on a picture.
    void svgOfTheNaughtyList()
    {
        QFile file(QStringLiteral(EMBEDSCOPE_TESTS_DIR "/data/bad/blns.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QJsonArray list = QJsonDocument::fromJson(file.readAll()).array();
        QVERIFY(list.size() > 400);
        for (qsizetype first = 0; first < list.size(); first += 12) {
            std::vector<std::string> texts;
            for (qsizetype i = first; i < std::min(first + 12, list.size()); ++i)
                texts.push_back(list[i].toString().toStdString());
            const Result<QByteArray> svg =
                renderPicture(sceneOf(texts, {1600, 1000}), PictureFormat::Svg, 1, {texts[0], texts[0]});
            QVERIFY(svg);
            QXmlStreamReader reader(*svg);
            while (!reader.atEnd())
                if (reader.readNext() == QXmlStreamReader::StartElement)
                    QVERIFY(reader.name() != QStringLiteral("script"));
            QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
        }
    }

    void pdf()
    {
        const Result<QByteArray> pdf = renderPicture(cats(), PictureFormat::Pdf);
        QVERIFY(pdf);
        QVERIFY(pdf->startsWith("%PDF"));
        QVERIFY(pdf->contains("FontFile"));
        QVERIFY(pdf->size() > 1000);
    }

    void sizes()
    {
        QVERIFY(checkPictureSize({1600, 1000}, 1, PictureFormat::Png));
        QCOMPARE(checkPictureSize({40000, 10}, 1, PictureFormat::Png).error().code, Errc::PictureTooLarge);
        QCOMPARE(checkPictureSize({20000, 20000}, 1, PictureFormat::Png).error().code, Errc::PictureTooLarge);
        QCOMPARE(checkPictureSize({1600, 1000}, 100, PictureFormat::Png).error().code, Errc::PictureTooLarge);
        QVERIFY(checkPictureSize({1600, 1000}, 100, PictureFormat::Svg));
        QCOMPARE(checkPictureSize({0, 10}, 1, PictureFormat::Svg).error().code, Errc::InvalidArgument);
        QCOMPARE(checkPictureSize({10, 10}, std::nan(""), PictureFormat::Png).error().code, Errc::InvalidArgument);
        QVERIFY(!renderPicture(cats(), PictureFormat::Png, 1000));
    }

    void formats()
    {
        QCOMPARE(pictureFormatOf("a/b.PNG"), std::optional(PictureFormat::Png));
        QCOMPARE(pictureFormatOf("x.svg"), std::optional(PictureFormat::Svg));
        QCOMPARE(pictureFormatOf(".pdf"), std::optional(PictureFormat::Pdf));
        QVERIFY(!pictureFormatOf("x.gif"));
    }

    void toFiles()
    {
        QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("cats.svg")).toStdString();
        QVERIFY(exportPicture(path, cats(), PictureFormat::Svg));
        QVERIFY(QFile::exists(QString::fromStdString(path)));
        const std::string nowhere = folder.filePath(QStringLiteral("none/cats.svg")).toStdString();
        const Status refused = exportPicture(nowhere, cats(), PictureFormat::Svg);
        QVERIFY(!refused);
        QCOMPARE(refused.error().path, nowhere);
        QVERIFY(!exportPicture(folder.path().toStdString(), cats(), PictureFormat::Png));
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden).size(), 1);
    }
};

QTEST_MAIN(TestExportPicture)
#include "tst_export_picture.moc"
