#include "tests/support/fake_embedder.h"
#include "tests/ui/widgets/window_fixture.h"
#include "ui/widgets/bars/message_bar.h"
#include "ui/widgets/dialogs/export_dialog.h"
#include "ui/widgets/dialogs/help_dialogs.h"
#include "ui/widgets/look/look.h"

#include <QApplication>
#include <QCheckBox>
#include <QDialog>
#include <QDir>
#include <QDropEvent>
#include <QFile>
#include <QLabel>
#include <QMimeData>
#include <QPushButton>
#include <QSvgRenderer>
#include <QXmlStreamReader>

#include <atomic>
#include <memory>

using namespace embedscope;
using namespace Qt::StringLiterals;

namespace {

QByteArray bytesOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Through the dialog, as a person does.
QByteArray exported(WindowFixture &f, const QString &name, bool withRecipe)
{
    f.window.exportPicture();
    ExportDialog *dialog = f.window.exportDialog();
    dialog->findChild<QCheckBox *>(u"exportRecipe"_s)->setChecked(withRecipe);
    f.prompts.save = f.folder.filePath(name);
    if (!dialog->save())
        qWarning("%s", qPrintable(dialog->errorShown()));
    dialog->close();
    return bytesOf(f.prompts.save);
}

void drop(QWidget &window, const QString &path)
{
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(path)});
    QDragEnterEvent enter(QPoint(400, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&window, &enter);
    QDropEvent event(QPointF(400, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&window, &event);
}

} // namespace

class TestExportDialog : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Light); }

    void svgHasTextAsText()
    {
        WindowFixture f(WindowFixture::Model::Noise);
        f.addCats();
        const QByteArray svg = exported(f, u"map.svg"_s, true);
        QXmlStreamReader xml(svg);
        QString words;
        while (!xml.atEnd())
            if (xml.readNext() == QXmlStreamReader::Characters)
                words += xml.text().toString() + u' ';
        QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
        QVERIFY(words.contains(u"I like cats."_s));
        QSvgRenderer renderer(svg);
        QCOMPARE(renderer.viewBox().size(), f.settings.exportOptions().size);
    }

    /// Nobody saves an empty picture unawares.
    void beforeThereIsAMapNothingIsSaved()
    {
        const auto embedder = std::make_shared<test::FakeEmbedder>();
        std::atomic<bool> hold = true;
        embedder->onRow = [&](std::size_t) {
            for (int waited = 0; hold && waited < 500; ++waited)
                QTest::qSleep(20);
        };
        WindowFixture f(embedder);
        f.document.addTexts({u"one"_s, u"two"_s, u"three"_s});
        f.window.exportPicture();
        const auto *save = f.window.exportDialog()->findChild<QPushButton *>(u"exportSave"_s);
        const auto *preview = f.window.exportDialog()->findChild<QLabel *>(u"exportPreview"_s);
        QVERIFY(!save->isEnabled() && !preview->text().isEmpty());
        hold = false;
        QTRY_VERIFY_WITH_TIMEOUT(f.settled(), 20000);
        QVERIFY(save->isEnabled() && !preview->pixmap().isNull());
        f.window.exportDialog()->close();
    }

    void pdfIsAPage()
    {
        WindowFixture f(WindowFixture::Model::Noise);
        f.addCats();
        const QByteArray pdf = exported(f, u"map.pdf"_s, true);
        QVERIFY(pdf.startsWith("%PDF-"));
        QVERIFY(pdf.trimmed().endsWith("%%EOF"));
        QCOMPARE(pdf.count("/Type /Page\n") + pdf.count("/Type /Page "), qsizetype{1});
        QVERIFY(pdf.contains("/MediaBox [0 0 1200.000000 750.000000]")); // 1600 by 1000 pixels in points
    }

    void aPictureBringsItsMapBack_data()
    {
        QTest::addColumn<QString>("name");
        for (const char *name : {"map.png", "map.svg", "map.pdf"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }
    void aPictureBringsItsMapBack()
    {
        QFETCH(QString, name);
        WindowFixture f(WindowFixture::Model::Noise);
        f.addCats();
        Recipe recipe = f.document.recipe();
        recipe.projection = MdsRecipe{};
        recipe.seed = 7;
        f.document.setRecipe(recipe, u"MDS"_s);
        f.document.setColourMode(ColourMode::Cluster);
        f.document.setAnchor(f.id(2));
        QTRY_VERIFY(f.settled());
        QVERIFY(!exported(f, name, true).isEmpty());

        WindowFixture other(WindowFixture::Model::Noise);
        other.document.addTexts({u"something else"_s});
        drop(other.window, f.prompts.save);
        QTRY_COMPARE(other.document.corpus().size(), std::size_t{4});
        for (std::size_t i = 0; i < 4; ++i)
            QCOMPARE(other.document.corpus().texts[i].text, f.document.corpus().texts[i].text);
        QVERIFY(other.document.recipe() == f.document.recipe());
        QCOMPARE(other.document.view().colourMode, ColourMode::Cluster);
        QCOMPARE(other.document.anchorId(), other.id(2));
        QTRY_VERIFY(other.settled());
        QVERIFY(other.document.exploration()->map->coordinates == f.document.exploration()->map->coordinates);
        other.document.undoStack()->undo();
        QCOMPARE(other.document.corpus().texts.list().at(0).text, std::string("something else"));
    }

    void switchedOffThePictureIsAPictureAlone()
    {
        WindowFixture f(WindowFixture::Model::Noise);
        f.addCats();
        for (const QString &name : {u"map.png"_s, u"map.svg"_s, u"map.pdf"_s}) {
            const QByteArray bytes = exported(f, name, false);
            QVERIFY(!bytes.isEmpty());
            QVERIFY(!bytes.toLower().contains("embedscope-recipe") && !bytes.contains("embedscope:recipe"));
        }
        QVERIFY(!f.settings.exportOptions().recipe);
        drop(f.window, f.folder.filePath(u"map.png"_s));
        QTRY_VERIFY2(f.window.messageBar()->text().contains(u"carries no texts"_s),
                     qPrintable(f.window.messageBar()->text()));
        QCOMPARE(f.document.corpus().size(), std::size_t{4});
    }

    void aPictureDoesNotSayWhoseItIs()
    {
        WindowFixture f(WindowFixture::Model::Noise);
        f.addCats();
        Recipe recipe = f.document.recipe();
        recipe.model = QDir::home().filePath(u"models/mine"_s).toStdString();
        for (const QString &name : {u"map.png"_s, u"map.svg"_s, u"map.pdf"_s}) {
            const ExplorationPtr drawn = f.document.exploration();
            f.document.setRecipe(recipe, u"Model"_s);
            const QByteArray bytes = exported(f, name, true);
            QVERIFY(bytes.contains("\"mine\""));
            QVERIFY(!bytes.contains(QDir::homePath().toUtf8()));
            QVERIFY(!bytes.contains(f.folder.path().toUtf8()));
            const QByteArray user = qgetenv("USER");
            QVERIFY(user.size() < 4 || !bytes.contains(user));
            f.document.undoStack()->undo();
            QTRY_VERIFY(f.settled());
        }
    }

    void aboutSaysTheVersion()
    {
        const QString before = QCoreApplication::applicationVersion();
        QCoreApplication::setApplicationVersion(u"9.8.7"_s);
        const std::unique_ptr<QDialog> dialog(showAbout(nullptr));
        QStringList words;
        for (const QLabel *label : dialog->findChildren<QLabel *>())
            words += label->text();
        QVERIFY2(words.join(u' ').contains(u"Embedscope 9.8.7"_s), qPrintable(words.join(u' ')));
        QCoreApplication::setApplicationVersion(before);
    }
};

QTEST_MAIN(TestExportDialog)
#include "tst_export_dialog.moc"
