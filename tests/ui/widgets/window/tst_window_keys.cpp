#include "ui/widgets/window/window_keys.h"

#include "tests/ui/widgets/window_fixture.h"
#include "ui/widgets/bars/message_bar.h"
#include "ui/widgets/bars/recipe_bar.h"
#include "ui/widgets/dialogs/export_dialog.h"
#include "ui/widgets/inspector/inspector.h"
#include "ui/widgets/look/look.h"
#include "ui/widgets/map/empty_page.h"
#include "ui/widgets/map/map_widget.h"
#include "ui/widgets/texts/entry_line.h"
#include "ui/widgets/texts/texts_panel.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QComboBox>
#include <QLineEdit>
#include <QListView>
#include <QShortcutEvent>
#include <QToolButton>

#include <cmath>
#include <variant>
#include <vector>

using namespace embedscope;
using namespace Qt::StringLiterals;

namespace {

/// Takes every key for itself, as each line edit and spin box takes Ctrl+E under X11.
class Greedy : public QLineEdit
{
public:
    using QLineEdit::QLineEdit;
    bool event(QEvent *event) override
    {
        if (event->type() != QEvent::ShortcutOverride)
            return QLineEdit::event(event);
        event->accept();
        return true;
    }
};

/// On the window with the cats, with the focus; null if the window is not active.
Greedy *focusedField(WindowFixture &f)
{
    f.addCats();
    auto *field = new Greedy(f.window.centralWidget());
    field->show();
    if (!QTest::qWaitForWindowActive(&f.window))
        return nullptr;
    field->setFocus();
    return field;
}

} // namespace

class TestWindowKeys : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Light); }

    void theExportKeyIsTheWindows()
    {
        WindowFixture f(WindowFixture::Model::Noise);
        Greedy *const field = focusedField(f);
        QVERIFY(field);
        QVERIFY(!f.window.findChild<ExportDialog *>());
        QTest::keyClick(field, Qt::Key_E, Qt::ControlModifier);
        QVERIFY(f.window.findChild<ExportDialog *>());
    }

    void otherKeysAreTheFieldsStill()
    {
        WindowFixture f(WindowFixture::Model::Noise);
        Greedy *const field = focusedField(f);
        QVERIFY(field);
        QTest::keyClick(field, Qt::Key_A, Qt::ControlModifier); // all of the line, not all texts
        QVERIFY(f.document.view().selection.empty());
    }

    /// A press of a keyboard whose > is above its point: it is Ctrl+Shift+. as well as Ctrl+>.
    void whatIsTwoKeysOfOneActionIsDone()
    {
        WindowFixture f(WindowFixture::Model::Noise);
        f.addCats();
        const QKeySequence larger(u"Ctrl+>"_s);
        QAction *found = nullptr;
        for (QAction *action : f.window.actions())
            if (action->shortcuts().contains(larger))
                found = action;
        QVERIFY(found);
        QShortcutEvent both(larger, 1, true);
        QApplication::sendEvent(found, &both);
        QVERIFY(std::abs(f.document.view().fontScale - 1.15) < 1e-9);
        QShortcutEvent one(larger, 1, false);
        QApplication::sendEvent(found, &one);
        QVERIFY(std::abs(f.document.view().fontScale - 1.15 * 1.15) < 1e-9);
        f.window.changeWriting(0);
    }

    /// One level back wherever the focus is: lists keep Esc to themselves otherwise.
    void escapeGoesBackFromAnywhere()
    {
        WindowFixture f(WindowFixture::Model::Noise);
        f.addCats();
        QVERIFY(QTest::qWaitForWindowActive(&f.window));
        auto *compare = f.window.findChild<QListView *>(u"compareList"_s);
        const QList<QWidget *> places{compare, f.window.textsPanel()->list(), f.window.textsPanel()->entry(),
                                      f.window.findChild<QComboBox *>(u"mapBox"_s), f.window.map()};
        for (QWidget *place : places) {
            f.document.setSelection({f.id(1)});
            place->setFocus();
            QTest::keyClick(place, Qt::Key_Escape);
            QVERIFY2(f.document.view().selection.empty(), qPrintable(place->objectName()));
            QVERIFY(place->hasFocus());
        }
        // A bar that has the focus goes, and the map gets it.
        f.window.messageBar()->showMessage(u"Something is the matter."_s);
        f.document.setSelection({f.id(1)});
        QTest::keyClick(compare, Qt::Key_Escape);
        QVERIFY(!f.window.messageBar()->isHidden());
        f.document.setSelection({f.id(1)});
        auto *cross = f.window.messageBar()->findChild<QToolButton *>();
        cross->setFocus();
        QTest::keyClick(cross, Qt::Key_Escape);
        QVERIFY(f.window.messageBar()->isHidden());
        QVERIFY(f.window.map()->hasFocus());
        QVERIFY(!f.document.view().selection.empty());
    }

    /// F2 is the menu's, for the text that is selected; in the list of clusters it is for their names.
    void fTwoEditsWhatHasTheFocus()
    {
        WindowFixture f(WindowFixture::Model::Noise);
        f.addCats();
        Recipe recipe = f.document.recipe();
        recipe.clusters = {ClusterRecipe::Method::KMeans, 2};
        f.document.setRecipe(recipe, u"two"_s);
        QTRY_VERIFY(f.settled() && f.document.exploration()->clusters);
        QVERIFY(QTest::qWaitForWindowActive(&f.window));
        f.window.inspector()->setCurrentIndex(3);
        auto *clusters = f.window.findChild<QListView *>(u"clusterList"_s);
        f.document.setSelection({f.id(1)});
        clusters->setFocus();
        clusters->setCurrentIndex(clusters->model()->index(0, 0));
        QTest::keyClick(clusters, Qt::Key_F2);
        QVERIFY(!f.window.textsPanel()->list()->findChild<QLineEdit *>());
        auto *name = clusters->findChild<QLineEdit *>();
        QVERIFY(name);
        name->setText(u"mine"_s);
        QTest::keyClick(name, Qt::Key_Return);
        QTRY_COMPARE(clusters->model()->index(0, 0).data().toString(), u"mine"_s);
        f.window.map()->setFocus();
        QTest::keyClick(f.window.map(), Qt::Key_F2);
        QVERIFY(f.window.textsPanel()->list()->findChild<QLineEdit *>());
    }

    /// Nobody has to make four maps, or answer a question, on the way to the choice that is wanted.
    void arrowsOpenTheBarsLists()
    {
        WindowFixture f(WindowFixture::Model::Noise);
        f.addCats();
        QVERIFY(QTest::qWaitForWindowActive(&f.window));
        for (const QString &name : {u"mapBox"_s, u"colourBox"_s, u"clustersBox"_s}) {
            auto *box = f.window.findChild<QComboBox *>(name);
            box->setFocus();
            QTest::keyClick(box, Qt::Key_Down);
            QVERIFY2(box->view()->isVisible(), qPrintable(name));
            QTest::keyClick(box->view(), Qt::Key_Escape);
            QVERIFY(!box->view()->isVisible());
        }
        QCOMPARE(f.document.undoStack()->count(), 0);
        auto *box = f.window.findChild<QComboBox *>(u"mapBox"_s);
        box->setFocus();
        QTest::keyClick(box, Qt::Key_Down);
        QTest::keyClick(box->view(), Qt::Key_Down);
        QTest::keyClick(box->view(), Qt::Key_Return);
        QVERIFY(std::holds_alternative<MdsRecipe>(f.document.recipe().projection));
    }

    void fSixGoesFromPartToPart()
    {
        WindowFixture f(WindowFixture::Model::Noise);
        f.addCats();
        QVERIFY(QTest::qWaitForWindowActive(&f.window));
        const auto in = [&](const QWidget *part) {
            return part == QApplication::focusWidget() || part->isAncestorOf(QApplication::focusWidget());
        };
        auto *bar = f.window.findChild<RecipeBar *>();
        f.window.textsPanel()->entry()->setFocus();
        const auto press = [&](Qt::KeyboardModifiers with = {}) {
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_F6, with);
        };
        press();
        QVERIFY(f.window.map()->hasFocus());
        press();
        QVERIFY(in(f.window.inspector()));
        press();
        QVERIFY(in(bar));
        press();
        QVERIFY(f.window.textsPanel()->entry()->hasFocus()); // where it was
        press(Qt::ShiftModifier);
        QVERIFY(in(bar));
        f.window.messageBar()->showMessage(u"Something is the matter."_s);
        press();
        QVERIFY(in(f.window.messageBar()));
        f.window.messageBar()->dismiss();
        QVERIFY(f.window.map()->hasFocus());
        f.document.newDocument();
        press(Qt::ShiftModifier);
        QVERIFY(in(f.window.textsPanel()));
        press();
        QVERIFY(in(f.window.findChild<EmptyPage *>()));
    }

    /// The end of the line is theirs where no window of ours has that key.
    void otherWindowsKeepIt()
    {
        WindowFixture f(WindowFixture::Model::Noise);
        Greedy field;
        QKeyEvent key(QEvent::ShortcutOverride, Qt::Key_E, Qt::ControlModifier);
        key.ignore();
        QApplication::sendEvent(&field, &key);
        QVERIFY(key.isAccepted());
    }
};

QTEST_MAIN(TestWindowKeys)
#include "tst_window_keys.moc"
