// Pictures of "Groups and labels", for looking at: shoot_groups FOLDER [FILE]. Run by hand.
#include "tests/ui/widgets/shooting.h"
#include "tests/ui/widgets/window_fixture.h"
#include "ui/widgets/dialogs/groups_dialog.h"
#include "ui/widgets/look/look.h"
#include "ui/widgets/map/map_widget.h"
#include "ui/widgets/scores/classifier_page.h"

#include <QApplication>
#include <QDir>
#include <QLineEdit>
#include <QPushButton>
#include <QTabWidget>
#include <QTableView>

using namespace embedscope;
using namespace Qt::StringLiterals;

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    if (argc < 2)
        return 2;
    const QDir folder = pictureFolder(argv[1]);
    applyTheme(application, ThemeChoice::Light);
    WindowFixture f;
    f.window.resize(1440, 900);
    const auto shoot = [&](const QString &name) {
        QTest::qWait(500);
        f.window.groupsDialog()->grab().save(folder.filePath(name + u".png"_s));
    };
    f.window.showGroups();
    GroupsDialog &dialog = *f.window.groupsDialog();
    for (int tab = 0; tab < 4; ++tab) {
        dialog.tabs()->setCurrentIndex(tab);
        shoot(u"empty-%1"_s.arg(tab));
    }
    f.window.openFiles({argc > 2 ? QString::fromLocal8Bit(argv[2])
                                 : QStringLiteral(EMBEDSCOPE_RESOURCES_DIR "/samples/ten-topics.csv")});
    (void)QTest::qWaitFor([&] { return f.document.corpus().size() > 10 && f.settled(); }, 300'000);
    f.document.editText(f.id(3), QString::fromStdString(f.document.corpus().texts[3].text) + u" Yes."_s);
    const auto type = [&](const QString &field, const QString &words) {
        auto *line = dialog.findChild<QLineEdit *>(field);
        line->setText(words);
        QTest::keyClick(line, Qt::Key_Return);
        QTest::qWait(600);
    };
    dialog.tabs()->setCurrentIndex(0);
    shoot(u"labels-hint"_s);
    type(u"labelsTyped"_s, u"sports, fun, productivity, cooking, group:music"_s);
    auto *table = dialog.findChild<QTableView *>(u"labelsTable"_s);
    table->sortByColumn(1, Qt::DescendingOrder);
    shoot(u"labels-bars"_s);
    table->selectRow(0);
    QTest::mouseClick(table->viewport(), Qt::LeftButton, Qt::ControlModifier,
                      table->visualRect(table->model()->index(3, 0)).center());
    dialog.findChild<QPushButton *>(u"labelsHeat"_s)->click();
    shoot(u"labels-heat"_s);
    dialog.tabs()->setCurrentIndex(1);
    type(u"spectrumLow"_s, u"working indoors, office"_s);
    type(u"spectrumHigh"_s, u"out in nature, garden"_s);
    dialog.findChild<QPushButton *>(u"spectrumColour"_s)->click();
    shoot(u"spectrum"_s);
    QTest::qWait(800);
    f.window.grab().save(folder.filePath(u"map-spectrum.png"_s));
    MapWidget *map = f.window.map();
    const QPoint from = map->placeOf(*f.document.view().selection.begin())->toPoint();
    const QPoint to(map->width() - 30, map->height() / 2);
    QTest::mousePress(map, Qt::LeftButton, {}, from);
    for (const QPoint at : {(from + to) / 2, to}) {
        QMouseEvent move(QEvent::MouseMove, at, map->mapToGlobal(at), Qt::NoButton, Qt::LeftButton, {});
        QApplication::sendEvent(map, &move);
    }
    f.window.grab().save(folder.filePath(u"map-carry.png"_s));
    QTest::keyClick(map, Qt::Key_Escape);
    QTest::mouseRelease(map, Qt::LeftButton, {}, to);
    dialog.tabs()->setCurrentIndex(2);
    shoot(u"classifier-hint"_s);
    dialog.findChild<QPushButton *>(u"learnButton"_s)->click();
    (void)QTest::qWaitFor([&] { return !dialog.classifier()->learner().isRunning(); }, 300'000);
    auto *results = dialog.findChild<QTabWidget *>(u"learnResults"_s);
    for (int tab = 0; tab < 4; ++tab) {
        results->setCurrentIndex(tab);
        if (tab == 3)
            type(u"learnTyped"_s, u"The goalkeeper saved a penalty."_s);
        shoot(u"classifier-%1"_s.arg(tab));
    }
    f.document.editText(f.id(4), u"Quite another text."_s);
    (void)QTest::qWaitFor([&] { return f.settled(); }, 60'000);
    shoot(u"classifier-old"_s);
    dialog.tabs()->setCurrentIndex(3);
    shoot(u"outliers"_s);
    f.window.setTheme(ThemeChoice::Dark);
    for (int tab = 0; tab < 4; ++tab) {
        dialog.tabs()->setCurrentIndex(tab);
        if (tab == 2)
            results->setCurrentIndex(1);
        shoot(u"dark-%1"_s.arg(tab));
    }
    dialog.resize(520, 380);
    dialog.tabs()->setCurrentIndex(0);
    shoot(u"small"_s);
    f.window.grab().save(folder.filePath(u"map-dark.png"_s));
    return 0;
}
