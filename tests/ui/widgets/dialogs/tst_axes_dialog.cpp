#include "tests/support/fake_embedder.h"
#include "tests/ui/widgets/window_fixture.h"
#include "ui/widgets/bars/message_bar.h"
#include "ui/widgets/dialogs/axes_dialog.h"
#include "ui/widgets/look/look.h"
#include "ui/widgets/map/map_widget.h"

#include <QAction>
#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

#include <array>

using namespace embedscope;
using namespace Qt::StringLiterals;

namespace {

/// Six texts, and the dialog open beside their map.
struct Fixture : WindowFixture
{
    Fixture() : WindowFixture(std::make_shared<test::FakeEmbedder>())
    {
        document.addTexts({u"sad"_s, u"happy"_s, u"unhappy"_s, u"joy"_s, u"glad"_s, u"tears"_s});
    }
    AxesDialog *dialog()
    {
        if (!window.axesDialog() || !window.axesDialog()->isVisible())
            window.showAxes();
        return window.axesDialog();
    }
    QLineEdit *line(const QString &name) { return dialog()->findChild<QLineEdit *>(name); }
    /// What the lines say: left, right, below, above.
    QStringList words()
    {
        QStringList all;
        for (const QString &name : {u"axisLeft"_s, u"axisRight"_s, u"axisBelow"_s, u"axisAbove"_s})
            all += line(name)->text();
        return all;
    }
    void setClusters(int k)
    {
        Recipe recipe = document.recipe();
        recipe.clusters = {ClusterRecipe::Method::KMeans, k};
        document.setRecipe(recipe, u"clusters"_s);
    }
};

} // namespace

class TestAxesDialog : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Light); }
    void cleanup() { QVERIFY(QApplication::topLevelWidgets().isEmpty()); }

    void meaningAxesAreDrawnFromPhrasesAndTexts()
    {
        WindowFixture f(std::make_shared<test::FakeEmbedder>());
        f.document.addTexts({u"sad"_s, u"happy"_s, u"unhappy"_s, u"joy"_s, u"glad"_s, u"tears"_s});
        QTRY_VERIFY_WITH_TIMEOUT(f.settled(), 20000);
        for (QAction *action : f.window.actions()) {
            if (action->text() != u"Meaning A&xes…"_s)
                continue;
            action->trigger();
            QVERIFY(!action->isChecked()); // that is asked for, not drawn
        }
        AxesDialog *dialog = f.window.axesDialog();
        QVERIFY(dialog);
        const auto line = [&](const QString &name) { return dialog->findChild<QLineEdit *>(name); };
        auto *draw = dialog->findChild<QPushButton *>(u"axesDraw"_s);
        QVERIFY(!draw->isEnabled());
        const auto *missing = dialog->findChild<QLabel *>(u"axesMissing"_s);
        QCOMPARE(missing->text(), u"The x axis needs examples for both ends."_s);
        line(u"axisLeft"_s)->setText(u"sad, \"tears"_s);
        QVERIFY(missing->isVisible());
        QCOMPARE(missing->text(), u"The x axis needs examples for its right end."_s);
        line(u"axisRight"_s)->setText(u"happy, joy"_s);
        QVERIFY(draw->isEnabled() && !missing->isVisible());
        QVERIFY(!dialog->draw()); // an open quotation mark
        QVERIFY(!dialog->problem().isEmpty());
        line(u"axisLeft"_s)->setText(u"sad, tears"_s);
        QTest::keyClick(line(u"axisLeft"_s), Qt::Key_Return);
        QVERIFY(std::holds_alternative<AxesRecipe>(f.document.recipe().projection));
        QVERIFY(dialog->problem().isEmpty());
        QTRY_VERIFY_WITH_TIMEOUT(f.settled() && f.document.exploration()->map->axes.size() == 2, 20000);
        QTRY_VERIFY(dialog->findChild<QLabel *>(u"axesFound"_s)->text().contains(u"right order"_s));
        // One end of two without the other is no axis; texts serve as well as phrases.
        line(u"axisBelow"_s)->setText(u"x"_s);
        QVERIFY(!draw->isEnabled());
        f.document.setSelection({f.id(0), f.id(1)});
        auto *take = dialog->findChild<QPushButton *>(u"axisAboveTake"_s);
        QVERIFY(take->isEnabled());
        take->click();
        QVERIFY(draw->isEnabled() && dialog->draw());
        const auto *axes = std::get_if<AxesRecipe>(&f.document.recipe().projection);
        QVERIFY(axes && axes->y.high.texts == (std::vector<TextId>{f.id(0), f.id(1)}));
        QCOMPARE(axes->x.low.phrases, (std::vector<std::string>{"sad", "tears"}));
        // Undo leads back, and the dialog follows.
        f.document.undoStack()->undo();
        QCOMPARE(line(u"axisBelow"_s)->text(), QString());
        f.document.undoStack()->undo();
        QVERIFY(std::holds_alternative<PcaRecipe>(f.document.recipe().projection));
    }

    void whatIsTypedIsThereAgain()
    {
        Fixture f;
        QTRY_VERIFY_WITH_TIMEOUT(f.settled(), 20000);
        QVERIFY(f.dialog()->focusWidget() == f.line(u"axisLeft"_s));
        f.line(u"axisLeft"_s)->setText(u"sad, \"tears"_s);
        f.line(u"axisBelow"_s)->setText(u"cold"_s);
        f.document.setSelection({f.id(1), f.id(3)});
        f.dialog()->findChild<QPushButton *>(u"axisRightTake"_s)->click();
        QVERIFY(!f.dialog()->draw()); // an open quotation mark, and no end above
        const int steps = f.document.undoStack()->count();
        const Recipe recipe = f.document.recipe();
        QTest::keyClick(f.dialog(), Qt::Key_Escape);
        QVERIFY(!f.window.axesDialog()->isVisible());
        // Nothing came of it on the map, and it is there when the dialog is.
        QVERIFY(f.document.recipe() == recipe);
        QCOMPARE(f.document.undoStack()->count(), steps);
        QCOMPARE(f.words(), (QStringList{u"sad, \"tears"_s, {}, u"cold"_s, {}}));
        QVERIFY(f.dialog()->focusWidget() == f.line(u"axisLeft"_s));
        f.line(u"axisLeft"_s)->setText(u"sad"_s);
        QCOMPARE(f.dialog()->axes()->x.high.texts, (std::vector<TextId>{f.id(1), f.id(3)}));
        f.line(u"axisBelow"_s)->clear();
        QVERIFY(f.dialog()->draw());
        // Nor does another setting of the map take away what was typed since it was drawn.
        f.line(u"axisLeft"_s)->setText(u"tears"_s);
        f.window.axesDialog()->close();
        f.setClusters(2);
        QCOMPARE(f.words().first(), u"tears"_s);
        // Undo of what was drawn, and redo, are of the map and win.
        f.document.undoStack()->undo();
        f.document.undoStack()->undo();
        QCOMPARE(f.words().first(), u"tears"_s);
        f.document.undoStack()->redo();
        QCOMPARE(f.words().first(), u"sad"_s);
    }

    void otherTextsBeginEmpty()
    {
        Fixture f;
        QTRY_VERIFY_WITH_TIMEOUT(f.settled(), 20000);
        const QStringList none{{}, {}, {}, {}};
        for (const bool open : {true, false}) {
            f.line(u"axisLeft"_s)->setText(u"sad, \"tears"_s);
            f.line(u"axisRight"_s)->setText(u"happy"_s);
            QVERIFY(!f.dialog()->draw() && !f.dialog()->problem().isEmpty());
            f.dialog()->setVisible(open);
            f.document.newDocument();
            QCOMPARE(f.words(), none);
            QVERIFY(f.dialog()->problem().isEmpty());
            f.document.addTexts({u"warm"_s, u"cold"_s});
            QCOMPARE(f.words(), none);
        }
        // Axes that come with the texts are those of the dialog.
        f.line(u"axisLeft"_s)->setText(u"warm"_s);
        f.line(u"axisRight"_s)->setText(u"cold"_s);
        QVERIFY(f.dialog()->draw());
        f.document.newDocument();
        QCOMPARE(f.words(), none);
        f.document.undoStack()->undo();
        QCOMPARE(f.words(), (QStringList{u"warm"_s, u"cold"_s, {}, {}}));
    }

    /// One end dragged, the other typed before: the message's button brings both together.
    void typedEndsAreThereBesideADraggedOne()
    {
        Fixture f;
        QTRY_VERIFY_WITH_TIMEOUT(f.settled(), 20000);
        f.line(u"axisLeft"_s)->setText(u"tears"_s);
        f.line(u"axisRight"_s)->setText(u"joy"_s);
        f.dialog()->close();
        f.document.setSelection({f.id(0), f.id(2)});
        Q_EMIT f.window.map()->droppedAtSide(AxisSide::Left);
        f.window.messageBar()->findChild<QPushButton *>(u"messageAction"_s)->click();
        QVERIFY(f.window.axesDialog()->isVisible());
        QCOMPARE(f.words(), (QStringList{{}, u"joy"_s, {}, {}}));
        QCOMPARE(f.dialog()->axes()->x.low.texts, (std::vector<TextId>{f.id(0), f.id(2)}));
        QVERIFY(f.dialog()->draw());
    }
};

QTEST_MAIN(TestAxesDialog)
#include "tst_axes_dialog.moc"
