// What can be read and reached: run at scales of 1, 1.5 and 2.
#include "tests/ui/widgets/window_fixture.h"
#include "ui/state/model_library.h"
#include "ui/widgets/bars/recipe_bar.h"
#include "ui/widgets/bars/status_bar.h"
#include "ui/widgets/dialogs/help_dialogs.h"
#include "ui/widgets/inspector/inspector.h"
#include "ui/widgets/look/elided_label.h"
#include "ui/widgets/look/look.h"
#include "ui/widgets/map/map_area.h"
#include "ui/widgets/map/map_widget.h"
#include "ui/widgets/texts/entry_line.h"
#include "ui/widgets/texts/texts_panel.h"

#include <QAbstractButton>
#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QProxyStyle>
#include <QScopeGuard>
#include <QScreen>
#include <QScrollArea>
#include <QStyleOptionComboBox>
#include <QTabBar>
#include <QToolButton>

#include <algorithm>
#include <cmath>

using namespace embedscope;
using namespace Qt::StringLiterals;

namespace {

/// Contrast by WCAG 2.1, section 1.4.3: 1 to 21.
double contrast(const QColor &a, const QColor &b)
{
    const auto luminance = [](const QColor &colour) {
        const auto linear = [](double c) { return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
        return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
    };
    const double light = std::max(luminance(a), luminance(b));
    return (light + 0.05) / (std::min(luminance(a), luminance(b)) + 0.05);
}

QString nameOf(const QWidget *widget)
{
    QString name = QLatin1StringView(widget->metaObject()->className()) + u' ' + widget->objectName();
    if (const auto *label = qobject_cast<const QLabel *>(widget))
        name += u" “"_s + label->text() + u'”';
    if (const auto *button = qobject_cast<const QAbstractButton *>(widget))
        name += u" “"_s + button->text() + u'”';
    return name;
}

/// The font that the program takes where no desktop chose one; it is wider than this platform's own.
class ProgramFont
{
public:
    ProgramFont()
    {
        QFont font(u"Inter"_s);
        font.setPointSizeF(m_before.pointSizeF() + 0.75);
        setProgramFont(font);
    }
    ~ProgramFont() { setProgramFont(m_before); }

private:
    QFont m_before = QApplication::font();
};

enum class Cut { AnyWay, InHeight };

/// What is on show but has less room than its words want.
QStringList cutWidgets(QWidget &window, Cut which = Cut::AnyWay)
{
    QStringList cut;
    for (QWidget *widget : window.findChildren<QWidget *>()) {
        const bool wordy = qobject_cast<QLabel *>(widget) || qobject_cast<QAbstractButton *>(widget) ||
                           qobject_cast<QComboBox *>(widget);
        if (!widget->isVisible() || !wordy || qobject_cast<ElidedLabel *>(widget) ||
            qobject_cast<QTabBar *>(widget->parentWidget()) || widget->objectName().startsWith(u"qt_"_s))
            continue;
        QSize wanted = widget->sizeHint();
        if (const auto *label = qobject_cast<QLabel *>(widget); label && label->wordWrap())
            wanted = {widget->width(), label->heightForWidth(widget->width())};
        const QRect shown = widget->visibleRegion().boundingRect();
        bool scrolled = false; // what is outside a scrolled page can be brought into it
        for (QWidget *above = widget->parentWidget(); above && !scrolled; above = above->parentWidget())
            scrolled = above->objectName() == u"qt_scrollarea_viewport"_s;
        const QSize has = scrolled ? widget->size() : shown.size();
        if ((which == Cut::AnyWay && wanted.width() > has.width() + 1) || wanted.height() > has.height() + 1)
            cut += u"%1 has %2×%3, wants %4×%5"_s.arg(nameOf(widget))
                       .arg(has.width())
                       .arg(has.height())
                       .arg(wanted.width())
                       .arg(wanted.height());
    }
    return cut;
}

/// A desktop that wants icons on the buttons of dialogs.
class IconStyle : public QProxyStyle
{
public:
    int styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                  QStyleHintReturn *data) const override
    {
        return hint == SH_DialogButtonBox_ButtonsHaveIcons ? 1 : QProxyStyle::styleHint(hint, option, widget, data);
    }
};

} // namespace

class TestLook : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Light); }

    void buttonsOfDialogsHaveNoIconsOfTheDesktop()
    {
        IconStyle style;
        QDialogButtonBox box;
        box.setStyle(&style);
        QVERIFY(box.addButton(QDialogButtonBox::Close)->icon().isNull());
    }

    void nothingIsCut_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<double>("writing");
        QTest::newRow("large") << QSize(1440, 900) << 1.0;
        QTest::newRow("usual") << QSize(1280, 800) << 1.0;
        QTest::newRow("small") << QSize(800, 600) << 1.0;
        QTest::newRow("large writing") << QSize(1280, 800) << 1.5;
    }
    void nothingIsCut()
    {
        QFETCH(QSize, size);
        QFETCH(double, writing);
        WindowFixture f;
        f.settings.setFontScale(writing);
        f.window.setWriting(writing);
        f.window.resize(size);
        QTest::qWait(20);
        QStringList cut = cutWidgets(f.window);
        QVERIFY2(cut.isEmpty(), qPrintable(u"empty: "_s + cut.join(u'\n')));
        f.addCats();
        f.document.setSelection({f.id(1)});
        for (int page = 0; page < f.window.inspector()->count(); ++page) {
            f.window.inspector()->setCurrentIndex(page);
            QTest::qWait(20);
            cut = cutWidgets(f.window);
            QVERIFY2(cut.isEmpty(), qPrintable(u"page %1: "_s.arg(page) + cut.join(u'\n')));
        }
    }

    /// Where there is little room lists shrink and the empty page scrolls: no line of words is cut in its height.
    void noLineIsCutInASmallWindowWithLargeWriting()
    {
        WindowFixture f;
        f.window.setWriting(2);
        f.window.resize(800, 600);
        QTest::qWait(20);
        QVERIFY2(cutWidgets(f.window, Cut::InHeight).isEmpty(),
                 qPrintable(u"empty: "_s + cutWidgets(f.window, Cut::InHeight).join(u'\n')));
        f.addCats();
        f.document.setSelection({f.id(1)});
        for (const int page : {0, 2}) { // the others scroll, or are for larger windows
            f.window.inspector()->setCurrentIndex(page);
            QTest::qWait(20);
            const QStringList cut = cutWidgets(f.window, Cut::InHeight);
            QVERIFY2(cut.isEmpty(), qPrintable(u"page %1: "_s.arg(page) + cut.join(u'\n')));
        }
        QVERIFY(f.window.textsPanel()->entry()->height() >= f.window.textsPanel()->entry()->sizeHint().height());
    }

    /// Nor a word in its width: samples' titles wrap, the list's order takes a line of its own, and what is said of the
    /// first picture ends with an ellipsis.
    void noWordIsCutInASmallWindowWithLargeWriting()
    {
        const ProgramFont font;
        WindowFixture f;
        f.window.setWriting(2);
        f.window.resize(800, 600);
        QTest::qWait(20);
        auto *page = f.window.findChild<QScrollArea *>(u"emptyPage"_s);
        QVERIFY2(page->widget()->width() <= page->viewport()->width(), "the page is cut at its side");
        int wrapped = 0;
        for (const QPushButton *button : page->findChildren<QPushButton *>()) {
            const QRect at(button->mapTo(page->viewport(), QPoint()), button->size());
            QVERIFY(at.left() >= 0 && at.right() < page->viewport()->width());
            QVERIFY(button->height() >= std::max(button->sizeHint().height(), button->heightForWidth(button->width())));
            wrapped += button->height() > button->sizeHint().height() * 1.3 ? 1 : 0;
        }
        QVERIFY(wrapped > 0); // “Twelve sentences in five languages”
        f.addCats();
        const auto panel = cutWidgets(*f.window.textsPanel());
        QVERIFY2(panel.isEmpty(), qPrintable(panel.join(u'\n')));
        QVERIFY(f.window.textsPanel()->findLine()->width() > 60);
        f.window.status()->setFirstPicture(u"first picture in 0.4 s, or in a very long time"_s);
        QTest::qWait(20);
        const auto status = cutWidgets(*f.window.status());
        QVERIFY2(status.isEmpty(), qPrintable(status.join(u'\n')));
        auto *right = f.window.findChild<ElidedLabel *>(u"statusRight"_s);
        QVERIFY(right && right->geometry().right() <= f.window.status()->width());
        // Where there is room again, they stand beside each other and nothing is elided.
        f.window.setWriting(1);
        f.window.resize(1280, 800);
        QTest::qWait(20);
        const auto *find = f.window.textsPanel()->findLine();
        QCOMPARE(find->geometry().center().y(), f.window.textsPanel()->sortBox()->geometry().center().y());
        QVERIFY(right->width() > QFontMetricsF(right->font()).horizontalAdvance(right->fullText()));
    }

    void theShortcutsFitOnTheScreen()
    {
        WindowFixture f(WindowFixture::Model::Noise);
        for (const double writing : {1.0, 2.0}) {
            f.window.setWriting(writing);
            QDialog *dialog = showShortcuts(&f.window);
            QTest::qWait(20);
            const QSize room = dialog->screen()->availableGeometry().size();
            QVERIFY(dialog->width() <= room.width() && dialog->height() <= room.height());
            const auto *scroll = dialog->findChild<QScrollArea *>();
            if (room.width() > 500) // at a scale of 2 this screen has 400, and no real one so few
                QVERIFY2(scroll->widget()->width() <= scroll->viewport()->width(), "cut at its side");
            // It scrolls only where the screen has no room for all of it.
            const int hidden = std::max(0, scroll->widget()->height() - scroll->viewport()->height());
            QVERIFY(hidden == 0 || dialog->height() + hidden > room.height() * 9 / 10);
            const QStringList cut = cutWidgets(*dialog);
            QVERIFY2(cut.isEmpty(), qPrintable(cut.join(u'\n')));
            delete dialog;
        }
        f.window.setWriting(1);
    }

    /// The bar has one line in a usual window, also with UMAP's settings and writing that is a little larger.
    void theBarHasOneLine_data()
    {
        QTest::addColumn<double>("writing");
        QTest::addColumn<bool>("density");
        QTest::newRow("usual") << 1.0 << false;
        QTest::newRow("usual, by density") << 1.0 << true;
        QTest::newRow("larger") << 1.15 << false;
    }
    void theBarHasOneLine()
    {
        QFETCH(double, writing);
        QFETCH(bool, density);
        const ProgramFont font;
        WindowFixture f;
        f.window.setWriting(writing);
        f.addCats();
        Recipe recipe = f.document.recipe();
        recipe.projection = UmapRecipe{};
        if (density)
            recipe.clusters.method = ClusterRecipe::Method::Hdbscan;
        f.document.setRecipe(recipe, u"UMAP"_s);
        QTRY_VERIFY(f.settled());
        auto *bar = f.window.findChild<RecipeBar *>();
        const ModelLibrary models(f.settings); // as in the program: its entry is shorter than that for a folder
        bar->setModels(&models);
        const auto without = qScopeGuard([&] { bar->setModels(nullptr); });
        QVERIFY2(bar->sizeHint().width() <= f.window.width(),
                 qPrintable(u"it wants %1 of %2"_s.arg(bar->sizeHint().width()).arg(f.window.width())));
        const QStringList cut = cutWidgets(*bar);
        QVERIFY2(cut.isEmpty(), qPrintable(cut.join(u'\n')));
        // Nor are the boxes too small for what can be chosen in them.
        const auto fits = [&](const QString &name, const QString &words) {
            auto *box = bar->findChild<QComboBox *>(name);
            QStyleOptionComboBox option;
            option.initFrom(box);
            const QRect field =
                box->style()->subControlRect(QStyle::CC_ComboBox, &option, QStyle::SC_ComboBoxEditField, box);
            return box->fontMetrics().horizontalAdvance(words) <= field.width();
        };
        QVERIFY(fits(u"clustersBox"_s, u"Automatic (20)"_s));
        QVERIFY(fits(u"mapBox"_s, u"t-SNE"_s));
        recipe.projection = AxesRecipe{{{{"a"}, {}}, {{"b"}, {}}}, {}};
        f.document.setRecipe(recipe, u"axes"_s);
        QTRY_VERIFY(f.settled());
        QVERIFY(fits(u"mapBox"_s, u"Meaning axes…"_s));
        const auto *choices = bar->findChild<QComboBox *>(u"mapBox"_s)->view();
        QVERIFY(choices->minimumWidth() >= choices->sizeHintForColumn(0));
        f.window.setWriting(1);
    }

    /// What is chosen hides none of the other choices.
    void aListThatDropsDownShowsAllItsChoices()
    {
        WindowFixture f(WindowFixture::Model::Noise);
        f.addCats();
        for (const QString &name : {u"mapBox"_s, u"colourBox"_s}) {
            auto *box = f.window.findChild<QComboBox *>(name);
            for (const int chosen : {0, box->count() - 2}) {
                const QSignalBlocker blocker(box);
                box->setCurrentIndex(chosen);
                box->showPopup();
                const QAbstractItemView *view = box->view();
                const auto hidden = [&] {
                    QStringList texts;
                    for (int row = 0; row < box->count(); ++row)
                        if (!view->viewport()->rect().contains(view->visualRect(view->model()->index(row, 0))))
                            texts += box->itemText(row);
                    return texts.join(u", "_s);
                };
                QTRY_COMPARE(hidden(), QString());
                box->hidePopup();
            }
        }
    }

    void writingGrowsEverywhereAndIsRemembered()
    {
        QTemporaryDir folder;
        const double before = QApplication::font().pointSizeF();
        {
            WindowFixture f(WindowFixture::Model::Noise);
            f.addCats();
            const int row =
                f.window.textsPanel()->list()->visualRect(f.window.textsPanel()->list()->model()->index(0, 0)).height();
            QLabel *counts = f.window.findChild<QLabel *>(u"statusCounts"_s);
            const int status = counts->fontMetrics().height();
            const int tabs = f.window.inspector()->tabBar()->fontMetrics().height();
            f.window.setWriting(2);
            QTest::qWait(20);
            QCOMPARE(f.document.view().fontScale, 2.0);
            QVERIFY2(counts->fontMetrics().height() > 1.7 * status,
                     qPrintable(u"%1 after %2"_s.arg(counts->fontMetrics().height()).arg(status)));
            QVERIFY(f.window.inspector()->tabBar()->fontMetrics().height() > 1.7 * tabs);
            QVERIFY(f.window.textsPanel()
                        ->list()
                        ->visualRect(f.window.textsPanel()->list()->model()->index(0, 0))
                        .height() > 1.4 * row);
            QCOMPARE(f.settings.fontScale(), 2.0);
            MainWindow again(f.document, f.prompts, f.settings);
            QCOMPARE(f.document.view().fontScale, 2.0);
            again.show(); // as the next start has it
            QTest::qWait(20);
            QCOMPARE(again.inspector()->tabBar()->font(), f.window.inspector()->tabBar()->font());
        }
        QCOMPARE(QApplication::font().pointSizeF(), before);
    }

    /// Presenters get writing of up to 36 points, in a size of its own that is remembered.
    void presentersWritingReaches36Points()
    {
        WindowFixture f(WindowFixture::Model::Noise);
        f.addCats();
        f.window.setPresenting(true);
        QCOMPARE(f.document.view().fontScale, 1.75);
        for (int i = 0; i < 12; ++i)
            f.window.changeWriting(1.15);
        constexpr double kLabelPixels = 14;
        constexpr double kPointsAPixel = 72.0 / 96;
        QVERIFY(f.document.view().fontScale * kLabelPixels * kPointsAPixel >= 36);
        const double chosen = f.document.view().fontScale;
        f.window.setPresenting(false);
        QCOMPARE(f.document.view().fontScale, 1.0);
        f.window.setPresenting(true);
        QCOMPARE(f.document.view().fontScale, chosen);
    }

    void tabGoesThroughTheWindowAsOneReadsIt()
    {
        WindowFixture f(WindowFixture::Model::Noise);
        f.addCats();
        const QWidget *const regions[] = {f.window.findChild<RecipeBar *>(), f.window.textsPanel(),
                                          f.window.findChild<MapArea *>(), f.window.inspector(),
                                          f.window.findChild<StatusBar *>()};
        const auto regionOf = [&](const QWidget *widget) {
            for (std::size_t i = 0; i < std::size(regions); ++i)
                if (regions[i] == widget || regions[i]->isAncestorOf(widget))
                    return static_cast<int>(i);
            return -1;
        };
        QStringList seen;
        int region = 0;
        QWidget *first = nullptr;
        int turns = 0;
        for (QWidget *widget = f.window.nextInFocusChain(); widget != &f.window; widget = widget->nextInFocusChain()) {
            if (!widget->isVisible() || !(widget->focusPolicy() & Qt::TabFocus) || !widget->isEnabled() ||
                regionOf(widget) < 0)
                continue;
            first = first ? first : widget;
            seen += nameOf(widget);
            if (regionOf(widget) < region)
                ++turns;
            region = regionOf(widget);
        }
        QVERIFY2(turns == 0, qPrintable(seen.join(u'\n')));
        QVERIFY(seen.size() >= 12);
        // By the real key, from the line that has the focus at the start: into the map and out of it again.
        f.window.activateWindow();
        f.window.textsPanel()->entry()->setFocus();
        QTest::keyClick(&f.window, Qt::Key_Tab);
        QCOMPARE(regionOf(QApplication::focusWidget()), 2);
        f.window.map()->setFocus();
        for (int i = 0; i < 10 && regionOf(QApplication::focusWidget()) == 2; ++i)
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        QCOMPARE(regionOf(QApplication::focusWidget()), 3);
    }

    void coloursCanBeToldApart_data()
    {
        QTest::addColumn<int>("theme");
        QTest::newRow("light") << static_cast<int>(Theme::Light);
        QTest::newRow("dark") << static_cast<int>(Theme::Dark);
    }
    void coloursCanBeToldApart()
    {
        QFETCH(int, theme);
        const QPalette palette = paletteOf(static_cast<Theme>(theme));
        const Look &look = lookOf(static_cast<Theme>(theme));
        const auto role = [&](QPalette::ColorRole r) { return palette.color(QPalette::Active, r); };
        struct Pair
        {
            const char *name;
            QColor ink;
            QColor ground;
            double least;
        };
        constexpr double kText = 4.5;
        constexpr double kGraphic = 3;
        QList<Pair> pairs{
            {"window text", role(QPalette::WindowText), role(QPalette::Window), kText},
            {"button", role(QPalette::ButtonText), role(QPalette::Button), kText},
            {"highlighted", role(QPalette::HighlightedText), role(QPalette::Highlight), kText},
            {"tooltip", role(QPalette::ToolTipText), role(QPalette::ToolTipBase), kText},
            {"link", role(QPalette::Link), role(QPalette::Base), kText},
            {"message", role(QPalette::WindowText), look.warning, kText},
            {"stays here", look.good, role(QPalette::Window), kText},
            {"anchor's words", look.anchorText, look.anchorTint, kText},
            {"anchor's mark", look.anchor, look.anchorTint, kGraphic},
            {"focus ring", role(QPalette::Highlight), role(QPalette::Base), kGraphic},
            {"focus ring of the map", role(QPalette::Link), role(QPalette::Base), kGraphic},
            {"border of a line to type in", role(QPalette::Shadow), role(QPalette::Base), kGraphic},
            {"fingerprint, positive", look.positive, look.neutral, kGraphic},
            {"fingerprint, negative", look.negative, look.neutral, kGraphic},
        };
        for (const QColor &ground : {role(QPalette::Base), role(QPalette::Window), role(QPalette::AlternateBase),
                                     look.selectedTint, look.anchorTint}) {
            pairs.append({"text", role(QPalette::Text), ground, kText});
            pairs.append({"secondary text", role(QPalette::PlaceholderText), ground, kText});
        }
        QStringList bad;
        for (const Pair &pair : pairs)
            if (contrast(pair.ink, pair.ground) < pair.least)
                bad += u"%1: %2 on %3 has %4"_s.arg(QString::fromLatin1(pair.name), pair.ink.name(), pair.ground.name())
                           .arg(contrast(pair.ink, pair.ground), 0, 'f', 2);
        QVERIFY2(bad.isEmpty(), qPrintable(bad.join(u'\n')));
    }
};

QTEST_MAIN(TestLook)
#include "tst_look.moc"
