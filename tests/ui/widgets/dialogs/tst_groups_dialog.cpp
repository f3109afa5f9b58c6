#include "ui/widgets/dialogs/groups_dialog.h"

#include "tests/support/fake_embedder.h"
#include "tests/ui/widgets/window_fixture.h"
#include "ui/models/scored_text_model.h"
#include "ui/widgets/scores/classifier_page.h"
#include "ui/widgets/scores/labels_page.h"
#include "ui/widgets/scores/outliers_page.h"
#include "ui/widgets/scores/scored_list.h"
#include "ui/widgets/scores/spectrum_page.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QFile>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QScreen>
#include <QTabBar>
#include <QTabWidget>
#include <QTableView>

using namespace embedscope;
using namespace Qt::StringLiterals;

namespace {

struct Fixture : WindowFixture
{
    Fixture() : WindowFixture(std::make_shared<test::FakeEmbedder>()) {}
    void open(bool withGroups)
    {
        ReadCorpus read;
        const std::pair<const char *, const char *> texts[] = {{"aaab", "ab"}, {"xxyy", "xy"}, {"abab", "ab"},
                                                               {"yyyx", "xy"}, {"bbba", "ab"}, {"xyxy", "xy"},
                                                               {"aabbb", ""},  {"xxyx", "ab"}, {"q", ""}};
        for (const auto &[text, group] : texts)
            read.corpus.add(text, withGroups ? group : "");
        if (withGroups)
            read.corpus.groupName = "letters";
        document.openCorpus(read, u"letters"_s);
        QTRY_VERIFY_WITH_TIMEOUT(settled(), 20000);
        window.showGroups();
        QVERIFY(dialog().isVisible() && !dialog().isModal());
    }
    GroupsDialog &dialog() { return *window.groupsDialog(); }
    template <class Widget> Widget *find(const QString &name) { return dialog().findChild<Widget *>(name); }
    QString messageOf(QWidget *page) { return page->findChild<QLabel *>(u"scoreMessage"_s)->text(); }
};

} // namespace

class TestGroupsDialog : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void cleanup() { QVERIFY(QApplication::topLevelWidgets().isEmpty()); }

    /// Two of one letter would both be out of reach.
    void eachMnemonicIsOfOneThing()
    {
        Fixture f;
        f.open(true);
        for (int tab = 0; tab < f.dialog().tabs()->count(); ++tab) {
            f.dialog().tabs()->setCurrentIndex(tab);
            QStringList words;
            for (int i = 0; i < f.dialog().tabs()->count(); ++i)
                words += f.dialog().tabs()->tabText(i);
            QWidget *page = f.dialog().tabs()->currentWidget();
            for (const QAbstractButton *button : page->findChildren<QAbstractButton *>())
                words += button->isVisible() ? button->text() : QString();
            for (const QLabel *label : page->findChildren<QLabel *>())
                words += label->isVisible() && label->buddy() ? label->text() : QString();
            for (const QTabWidget *tabs : page->findChildren<QTabWidget *>())
                for (int i = 0; tabs->isVisible() && i < tabs->count(); ++i)
                    words += tabs->tabText(i);
            QStringList keys;
            for (const QString &word : words)
                if (const QKeySequence key = QKeySequence::mnemonic(word); !key.isEmpty()) {
                    QVERIFY2(!keys.contains(key.toString()), qPrintable(word));
                    keys += key.toString();
                }
            QVERIFY(keys.size() >= 4);
        }
    }

    void everythingHasANameAndAHint()
    {
        Fixture f;
        f.window.showGroups();
        QVERIFY(f.dialog().focusWidget());
        const QSize room = f.dialog().screen()->availableGeometry().size();
        QVERIFY(f.dialog().width() <= room.width() && f.dialog().height() <= room.height());
        QCOMPARE(f.dialog().focusWidget()->objectName(), u"labelsTyped"_s); // typing goes somewhere at once
        for (int tab = 0; tab < f.dialog().tabs()->count(); ++tab) {
            f.dialog().tabs()->setCurrentIndex(tab);
            QTest::qWait(10);
            bool hint = false;
            for (const QLabel *label : f.dialog().tabs()->currentWidget()->findChildren<QLabel *>())
                hint = hint || (label->isVisible() && label->text().size() > 10);
            QVERIFY2(hint, qPrintable(f.dialog().tabs()->tabText(tab)));
            // Nor does the focus stay behind on a page that is hidden.
            const QWidget *focus = f.dialog().focusWidget();
            QVERIFY2(f.dialog().tabs()->currentWidget()->isAncestorOf(focus) || focus == f.dialog().tabs()->tabBar(),
                     qPrintable(focus->objectName()));
        }
        for (const QAbstractItemView *view : f.dialog().findChildren<QAbstractItemView *>())
            if (!qobject_cast<const QHeaderView *>(view) && !view->parent()->inherits("QComboBoxPrivateContainer"))
                QVERIFY2(!view->accessibleName().isEmpty(), qPrintable(view->objectName()));
        for (const QLineEdit *line : f.dialog().findChildren<QLineEdit *>())
            QVERIFY2(!line->accessibleName().isEmpty(), qPrintable(line->objectName()));
    }

    void whatWasAskedIsKeptWithTheDocument()
    {
        Fixture f;
        f.open(true);
        auto *typed = f.find<QLineEdit>(u"labelsTyped"_s);
        QTest::keyClicks(typed, u"a, group:xy"_s);
        QTest::keyClick(typed, Qt::Key_Return);
        f.dialog().tabs()->setCurrentWidget(f.dialog().spectrum());
        QTest::keyClicks(f.find<QLineEdit>(u"spectrumLow"_s), u"a, b"_s);
        QTest::keyClick(f.find<QLineEdit>(u"spectrumLow"_s), Qt::Key_Return);
        f.document.setSelection({f.id(1), f.id(5)});
        f.find<QPushButton>(u"spectrumHighTake"_s)->click();
        const QByteArray state = f.document.saveState();

        for (const bool openBefore : {false, true}) { // the window, when the document comes
            Fixture second;
            if (openBefore)
                second.window.showGroups();
            QVERIFY(second.document.restoreState(state));
            QTRY_VERIFY_WITH_TIMEOUT(second.settled(), 20000);
            second.window.showGroups();
            QCOMPARE(second.find<QLineEdit>(u"labelsTyped"_s)->text(), u"a, group:xy"_s);
            QTRY_COMPARE(second.find<QTableView>(u"labelsTable"_s)->model()->columnCount(), 3);
            second.dialog().tabs()->setCurrentWidget(second.dialog().spectrum());
            QCOMPARE(second.find<QLineEdit>(u"spectrumLow"_s)->text(), u"a, b"_s);
            QTRY_COMPARE(second.find<ScoredList>(u"spectrumList"_s)->texts()->rowCount(), 9);
            QCOMPARE(second.dialog().spectrum()->places().ends().high.texts.size(), std::size_t{2});
        }
    }

    void labelsAreTypedSortedComparedAndSaved()
    {
        Fixture f;
        f.open(true);
        auto *typed = f.find<QLineEdit>(u"labelsTyped"_s);
        auto *view = f.find<QTableView>(u"labelsTable"_s);
        auto *compared = f.find<QTableView>(u"labelsCompared"_s);
        QTest::keyClicks(typed, u"a, xy"_s);
        QTest::keyClick(typed, Qt::Key_Return);
        QVERIFY(f.dialog().isVisible()); // Enter is no button's
        QTRY_COMPARE(view->model()->columnCount(), 3);
        // A group from the menu.
        QMenu *menu = f.find<QPushButton>(u"labelsGroups"_s)->menu();
        QVERIFY(QMetaObject::invokeMethod(menu, "aboutToShow"));
        QAction *group = nullptr;
        for (QAction *action : menu->actions())
            if (action->text() == u"xy"_s)
                group = action;
        QVERIFY(group);
        group->trigger();
        QCOMPARE(typed->text(), u"a, xy, group:xy"_s);
        QTRY_COMPARE(view->model()->columnCount(), 4);
        QCOMPARE(view->model()->headerData(3, Qt::Horizontal).toString(), u"xy (3)"_s);
        view->sortByColumn(1, Qt::DescendingOrder);
        QCOMPARE(view->model()->index(0, 0).data().toString(), u"aaab"_s);

        view->selectRow(0);
        QCOMPARE(f.document.view().selection, std::set<TextId>{f.id(0)});
        QVERIFY(!compared->isVisible());
        QTest::mouseClick(view->viewport(), Qt::LeftButton, Qt::ControlModifier,
                          view->visualRect(view->model()->index(1, 0)).center());
        QVERIFY(compared->isVisible());
        QCOMPARE(compared->model()->rowCount(), 3);
        QCOMPARE(f.document.view().selection.size(), std::size_t{2});
        f.find<QPushButton>(u"labelsHeat"_s)->click();
        QVERIFY(!f.find<QPushButton>(u"labelsBars"_s)->isChecked());
        f.dialog().grab();

        f.find<QPushButton>(u"labelsCopy"_s)->click();
        QVERIFY(QApplication::clipboard()->text().startsWith(u"text,a,xy,group:xy,most similar\naaab,"_s));
        f.prompts.save = f.folder.filePath(u"labels.csv"_s);
        f.find<QPushButton>(u"labelsSave"_s)->click();
        QFile file(f.prompts.save);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(QString::fromUtf8(file.readAll()), QApplication::clipboard()->text());
        f.prompts.save = f.folder.filePath(u"no/such/labels.csv"_s);
        f.find<QPushButton>(u"labelsSave"_s)->click();
        QVERIFY2(f.messageOf(f.dialog().labels()).contains(u"no such folder"_s),
                 qPrintable(f.messageOf(f.dialog().labels())));
        typed->setText(u"a,,b"_s);
        QTest::keyClick(typed, Qt::Key_Return);
        QVERIFY(f.messageOf(f.dialog().labels()).contains(u"comma"_s));
        QCOMPARE(view->model()->columnCount(), 4); // what is there stays
    }

    void withoutGroupsThereIsAHint()
    {
        Fixture f;
        f.open(false);
        auto *groups = f.find<QPushButton>(u"labelsGroups"_s);
        QVERIFY(!groups->isEnabled() && groups->toolTip().contains(u".csv"_s));
        f.dialog().tabs()->setCurrentWidget(f.dialog().classifier());
        QVERIFY(!f.find<QPushButton>(u"learnButton"_s)->isEnabled());
    }

    void aSpectrumColoursTheMap()
    {
        Fixture f;
        f.open(true);
        f.dialog().tabs()->setCurrentWidget(f.dialog().spectrum());
        auto *low = f.find<QLineEdit>(u"spectrumLow"_s);
        auto *colour = f.find<QPushButton>(u"spectrumColour"_s);
        auto *list = f.find<ScoredList>(u"spectrumList"_s);
        QVERIFY(!colour->isEnabled());
        QTest::keyClicks(low, u"a, b"_s);
        QTest::keyClick(low, Qt::Key_Return);
        f.document.setSelection({f.id(1), f.id(5)});
        f.find<QPushButton>(u"spectrumHighTake"_s)->click();
        QTRY_COMPARE(list->texts()->rowCount(), 9);
        QVERIFY(list->texts()->idAt(list->texts()->index(0)) != f.id(1));
        QVERIFY(colour->isEnabled());
        colour->click();
        QCOMPARE(f.document.view().colourMode, ColourMode::Spectrum);
        QCOMPARE(f.document.view().spectrum.high.texts.size(), std::size_t{2});
        QTRY_VERIFY(f.document.view().spectrumPhrases);
        QVERIFY(!colour->isEnabled());
        list->setCurrentIndex(list->texts()->index(2));
        QTest::keyClick(list, Qt::Key_Return);
        QCOMPARE(f.document.view().selection, std::set<TextId>{list->texts()->idAt(list->texts()->index(2))});
        f.document.undoStack()->undo();
        QCOMPARE(f.document.view().colourMode, ColourMode::Similarity);
        // The map lost its colours; the window kept its list.
        QCOMPARE(list->texts()->rowCount(), 9);
        QVERIFY(colour->isEnabled());
        low->setText(u"\"open"_s);
        QTest::keyClick(low, Qt::Key_Return);
        QVERIFY(f.messageOf(f.dialog().spectrum()).contains(u"quotation mark"_s));
    }

    void aClassifierIsLearnedAndGuesses()
    {
        Fixture f;
        f.open(true);
        f.dialog().tabs()->setCurrentWidget(f.dialog().classifier());
        auto *learn = f.find<QPushButton>(u"learnButton"_s);
        QCOMPARE(f.find<QComboBox>(u"learnTarget"_s)->currentText(), u"Group: letters"_s);
        QVERIFY(learn->isVisible() && learn->isEnabled());
        learn->click();
        auto *mistakes = f.find<ScoredList>(u"learnMistakes"_s);
        auto *guesses = f.find<ScoredList>(u"learnGuesses"_s);
        QTRY_VERIFY(guesses->texts()->rowCount() == 2);
        QVERIFY(mistakes->texts()->rowCount() > 0);
        QVERIFY(f.find<QLabel>(u"learnSummary"_s)->text().contains(u"bare name"_s));
        QTest::mouseClick(mistakes->viewport(), Qt::LeftButton, {},
                          mistakes->visualRect(mistakes->texts()->index(0)).center());
        QCOMPARE(f.document.view().selection, std::set<TextId>{mistakes->texts()->idAt(mistakes->texts()->index(0))});
        auto *results = f.find<QTabWidget>(u"learnResults"_s);
        results->setCurrentIndex(1);
        QCOMPARE(f.find<QTableView>(u"learnConfusion"_s)->model()->rowCount(), 2);
        results->setCurrentIndex(3);
        auto *typed = f.find<QLineEdit>(u"learnTyped"_s);
        QTest::keyClicks(typed, u"yx"_s);
        QTest::keyClick(typed, Qt::Key_Return);
        QTRY_VERIFY(f.find<QLabel>(u"learnTried"_s)->text().startsWith(u"xy "_s));
        // A change is said, and learned again on a click.
        f.document.editText(f.id(0), u"aaaab"_s);
        QTRY_VERIFY_WITH_TIMEOUT(f.settled(), 20000);
        auto *again = f.dialog().classifier()->findChild<QPushButton *>(u"scoreAgain"_s);
        QTRY_VERIFY(again->isVisible());
        QVERIFY(f.messageOf(f.dialog().classifier()).contains(u"before a change"_s));
        again->click();
        QTRY_VERIFY(!again->isVisible() && !f.dialog().classifier()->learner().isRunning());
        QVERIFY(!f.dialog().classifier()->learner().isOutOfDate());
    }

    void outliersAreListedAndMarked()
    {
        Fixture f;
        f.open(false);
        f.dialog().tabs()->setCurrentWidget(f.dialog().outliers());
        auto *list = f.find<ScoredList>(u"outliersList"_s);
        QTRY_COMPARE(list->texts()->rowCount(), 9);
        QCOMPARE(list->texts()->idAt(list->texts()->index(0)), f.id(8));
        f.find<QPushButton>(u"outliersMark"_s)->click();
        QCOMPARE(f.document.view().selection.size(), std::size_t{9});
        f.document.removeTexts({f.id(8)});
        QTRY_COMPARE(list->texts()->rowCount(), 8);
        // Closed, nothing is worked out; opened again, it is.
        f.dialog().close();
        f.document.addTexts({u"qqq"_s});
        QTRY_VERIFY_WITH_TIMEOUT(f.settled(), 20000);
        QTest::qWait(20);
        QCOMPARE(list->texts()->rowCount(), 8);
        f.window.showGroups();
        QTRY_COMPARE(list->texts()->rowCount(), 9);
    }
};

QTEST_MAIN(TestGroupsDialog)
#include "tst_groups_dialog.moc"
