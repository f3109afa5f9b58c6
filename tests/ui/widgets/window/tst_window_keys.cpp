#include "ui/widgets/window/window_keys.h"

#include "tests/ui/widgets/window_fixture.h"
#include "ui/widgets/dialogs/export_dialog.h"
#include "ui/widgets/look/look.h"

#include <QApplication>
#include <QLineEdit>
#include <QShortcutEvent>

#include <cmath>

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
