#include "ui/widgets/look/look.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QComboBox>
#include <QEvent>
#include <QFile>
#include <QHash>
#include <QKeyEvent>
#include <QPainter>
#include <QStyle>
#include <QStyleFactory>
#include <QSvgRenderer>

using namespace Qt::StringLiterals;

// The linker drops a static library's resources unless somebody asks for them; the macro must stand outside namespaces.
static void ensureIcons()
{
    Q_INIT_RESOURCE(icons);
}

namespace embedscope {

const Look &lookOf(Theme theme)
{
    static const Look light{QColor(0xd9480f), QColor(0xb93a08), QColor(0xfff2e8), QColor(0xeaf1fb), QColor(0xe4e8ee),
                            QColor(0x0b4a8f), QColor(0xc2500f), QColor(0xf3f1ee), QColor(0x247c42), QColor(0xfff4d6)};
    static const Look dark{QColor(0xff8a4c), QColor(0xff9d68), QColor(0x362519), QColor(0x22324a), QColor(0x313a46),
                           QColor(0x6fb0ff), QColor(0xff9a57), QColor(0x262c35), QColor(0x5fcf86), QColor(0x3a3014)};
    return theme == Theme::Dark ? dark : light;
}

Theme themeOf(const QPalette &palette)
{
    return palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness() ? Theme::Dark
                                                                                                         : Theme::Light;
}

namespace {

struct Shades
{
    QRgb ink, secondary, hairline, border, edge, window, panel, alternate, accent, onAccent, link, disabled;
};

constexpr Shades kLight{0xff1c2430, 0xff5b6675, 0xffdfe3e9, 0xffc3cad5, 0xff858f9d, 0xfff6f7f9,
                        0xffffffff, 0xfff3f5f8, 0xff0b4a8f, 0xffffffff, 0xff0b4a8f, 0xff9aa3b0};
constexpr Shades kDark{0xffe8ecf1, 0xffa3aebc, 0xff2e3641, 0xff4a5564, 0xff74808f, 0xff161a20,
                       0xff1b2027, 0xff232932, 0xff2f6fbf, 0xffffffff, 0xff8fbcf7, 0xff66717f};

QString sheetOf(Theme theme)
{
    const QString sheet = uR"(
QToolTip { color: palette(tool-tip-text); background: palette(tool-tip-base); border: 1px solid palette(dark); padding: 4px; }
/* Icons of the desktop are not made for our themes. */
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QMenuBar { background: palette(base); padding: 2px 8px; }
QMenuBar::item { padding: 4px 9px; border-radius: 5px; background: transparent; }
QMenuBar::item:selected { background: palette(alternate-base); }
QStatusBar { background: palette(window); border-top: 1px solid palette(mid); }
QStatusBar::item { border: none; }
QComboBox, QLineEdit { background: palette(base); color: palette(text); border: 1px solid palette(dark);
  border-radius: 6px; padding: 3px 8px; min-height: 18px; selection-background-color: palette(highlight);
  selection-color: palette(highlighted-text); }
QLineEdit { border-color: palette(shadow); }
QComboBox:focus, QLineEdit:focus { border: 2px solid palette(highlight); padding: 2px 7px; }
QComboBox:disabled, QLineEdit:disabled { color: palette(placeholder-text); background: palette(window); }
QComboBox { padding-right: 18px; combobox-popup: 0; }
QComboBox:focus { padding-right: 17px; }
QComboBox::drop-down { border: none; width: 18px; }
QComboBox::down-arrow { image: url(:/icons/chevron-%1.svg); width: 11px; height: 11px; }
QComboBox QAbstractItemView { background: palette(base); color: palette(text); border: 1px solid palette(dark);
  selection-background-color: palette(highlight); selection-color: palette(highlighted-text); outline: none; }
QComboBox QAbstractItemView::item { min-height: 24px; padding: 0 6px; }
QSpinBox, QDoubleSpinBox { background: palette(base); color: palette(text); border: 1px solid palette(dark);
  border-radius: 6px; padding: 3px 0 3px 6px; min-height: 18px; selection-background-color: palette(highlight);
  selection-color: palette(highlighted-text); }
QSpinBox:focus, QDoubleSpinBox:focus { border: 2px solid palette(highlight); padding: 2px 0 2px 5px; }
QSpinBox:disabled, QDoubleSpinBox:disabled { color: palette(placeholder-text); background: palette(window); }
QSpinBox::up-button, QDoubleSpinBox::up-button { subcontrol-origin: border; subcontrol-position: top right; width: 15px; border: none; }
QSpinBox::down-button, QDoubleSpinBox::down-button { subcontrol-origin: border; subcontrol-position: bottom right; width: 15px; border: none; }
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow { image: url(:/icons/chevron-up-%1.svg); width: 9px; height: 9px; }
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow { image: url(:/icons/chevron-%1.svg); width: 9px; height: 9px; }
QSpinBox::up-arrow:off, QSpinBox::down-arrow:off, QDoubleSpinBox::up-arrow:off, QDoubleSpinBox::down-arrow:off { image: none; }
QPushButton, QToolButton[framed="true"] { background: palette(base); color: palette(button-text); border: 1px solid palette(dark);
  border-radius: 6px; padding: 4px 12px; min-height: 16px; }
QToolButton[framed="true"] { padding: 3px; }
QPushButton:hover, QToolButton[framed="true"]:hover { background: palette(alternate-base); }
QPushButton:pressed, QToolButton[framed="true"]:pressed { background: palette(mid); }
QPushButton:focus, QToolButton[framed="true"]:focus { border: 2px solid palette(highlight); padding: 3px 11px; }
QToolButton[framed="true"]:focus { padding: 2px; }
QPushButton[toggle="true"]:checked { background: palette(highlight); color: palette(highlighted-text); border-color: palette(highlight); }
QPushButton[toggle="true"]:checked:focus { border: 2px solid palette(text); }
QPushButton[toggle="true"]:checked:disabled { background: palette(window); color: palette(placeholder-text); border-color: palette(dark); }
QPushButton[menu="true"] { padding-right: 26px; }
QPushButton[menu="true"]:focus { padding-right: 25px; }
QPushButton::menu-indicator { image: url(:/icons/chevron-%1.svg); width: 11px; height: 11px; subcontrol-origin: padding; subcontrol-position: center right; right: 8px; }
QPushButton:disabled { color: palette(placeholder-text); background: palette(window); }
QPushButton[primary="true"] { background: palette(highlight); color: palette(highlighted-text); border-color: palette(highlight); font-weight: 600; }
QPushButton[primary="true"]:disabled { background: palette(window); color: palette(placeholder-text); border-color: palette(dark); }
QPushButton[primary="true"]:focus { border: 2px solid palette(highlight); background: palette(base); color: palette(link); }
QPushButton[link="true"] { outline: none; border: 1px solid transparent; background: transparent; color: palette(link); font-weight: 600; padding: 3px 4px; min-height: 18px; border-radius: 4px; }
QPushButton[link="true"]:hover { text-decoration: underline; }
QPushButton[link="true"]:focus { border: 1px solid palette(link); }
QCheckBox::indicator { width: 14px; height: 14px; border: 1px solid palette(shadow); border-radius: 3px; background: palette(base); }
QCheckBox::indicator:checked { background: palette(highlight); border-color: palette(highlight); image: url(:/icons/check.svg); }
QCheckBox::indicator:focus { border: 2px solid palette(highlight); width: 12px; height: 12px; }
QCheckBox::indicator:checked:focus { border-color: palette(text); }
QCheckBox::indicator:disabled { background: palette(window); border-color: palette(dark); }
QTabWidget::pane { border: none; border-top: 1px solid palette(mid); }
QTabWidget { background: palette(base); }
QTabBar { background: palette(base); qproperty-drawBase: 0; outline: none; }
QTabBar::tab { background: transparent; color: palette(placeholder-text); padding: 9px 5px 7px 5px; border: none; border-bottom: 3px solid transparent; min-width: 20px; }
QTabBar::tab:selected { color: palette(text); border-bottom: 3px solid palette(highlight); }
QTabBar::tab:focus { color: palette(text); border: 2px solid palette(highlight); border-bottom-width: 3px; padding: 7px 3px; border-radius: 4px; }
QTabBar::tab:hover { color: palette(text); }
QListView, QScrollArea { background: palette(base); border: none; }
QListView:focus { border: 1px solid palette(highlight); }
QSplitter::handle { background: palette(mid); }
QPlainTextEdit { background: palette(alternate-base); color: palette(text); border: 1px solid transparent; border-radius: 8px; padding: 4px; }
QPlainTextEdit:focus { border: 1px solid palette(highlight); }
QProgressBar { border: 1px solid palette(dark); border-radius: 4px; background: palette(base); min-height: 10px; max-height: 12px; text-align: center; }
QProgressBar::chunk { background: palette(highlight); border-radius: 3px; }
)"_s;
    return sheet.arg(theme == Theme::Dark ? u"dark"_s : u"light"_s);
}

} // namespace

QPalette paletteOf(Theme theme)
{
    const Shades &s = theme == Theme::Dark ? kDark : kLight;
    QPalette p;
    const auto set = [&p](QPalette::ColorRole role, QRgb colour) { p.setColor(role, QColor::fromRgb(colour)); };
    set(QPalette::Window, s.window);
    set(QPalette::WindowText, s.ink);
    set(QPalette::Base, s.panel);
    set(QPalette::AlternateBase, s.alternate);
    set(QPalette::Text, s.ink);
    set(QPalette::PlaceholderText, s.secondary);
    set(QPalette::Button, s.panel);
    set(QPalette::ButtonText, s.ink);
    set(QPalette::BrightText, s.onAccent);
    set(QPalette::Highlight, s.accent);
    set(QPalette::HighlightedText, s.onAccent);
    set(QPalette::Link, s.link);
    set(QPalette::LinkVisited, s.link);
    set(QPalette::ToolTipBase, s.panel);
    set(QPalette::ToolTipText, s.ink);
    set(QPalette::Light, s.panel);
    set(QPalette::Midlight, s.alternate);
    set(QPalette::Mid, s.hairline);
    set(QPalette::Dark, s.border);
    set(QPalette::Shadow, s.edge);
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        p.setColor(QPalette::Disabled, role, QColor::fromRgb(s.disabled));
    return p;
}

Theme systemTheme()
{
    // The style's palette is the desktop's; ours hides it once it is set, so that the first answer is kept.
    static const Theme theme = themeOf(QApplication::palette());
    return theme;
}

Theme applyTheme(QApplication &application, ThemeChoice choice)
{
    ensureIcons();
    const Theme system = systemTheme();
    const Theme theme = choice == ThemeChoice::Follow ? system
                        : choice == ThemeChoice::Dark ? Theme::Dark
                                                      : Theme::Light;
    if (application.style()->objectName() != "fusion"_L1)
        QApplication::setStyle(QStyleFactory::create(u"Fusion"_s));
    QApplication::setPalette(paletteOf(theme));
    application.setStyleSheet(sheetOf(theme));
    return theme;
}

QIcon icon(const QString &name, const QColor &colour)
{
    static QHash<QString, QIcon> known; // only ever used by the window's thread
    const QString key = name + colour.name();
    if (const auto found = known.constFind(key); found != known.constEnd())
        return *found;
    ensureIcons();
    QFile file(u":/icons/"_s + name + u".svg"_s);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QByteArray svg = file.readAll();
    svg.replace("#000", colour.name().toLatin1());
    QSvgRenderer renderer(svg);
    QIcon result;
    for (const int size : {16, 20, 32, 48, 64}) {
        QPixmap pixmap(size, size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        renderer.render(&painter);
        result.addPixmap(pixmap);
    }
    known.insert(key, result);
    return result;
}

QString plainToolTip(const QString &text)
{
    constexpr int kLongest = 600;
    constexpr qsizetype kMostLines = 12; // somebody's text may be all breaks
    const QString cut = text.size() > kLongest ? text.left(kLongest) + u'…' : text;
    const QString breaks = cut.count(u'\n') < kMostLines ? u"<br>"_s : u" "_s;
    return u"<span>"_s + cut.toHtmlEscaped().replace(u"\n"_s, breaks) + u"</span>"_s;
}

QLabel *makeLabel(const QString &text, LabelKind kind, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setText(text);
    label->setWordWrap(kind == LabelKind::Body || kind == LabelKind::Secondary);
    if (kind == LabelKind::Secondary)
        label->setForegroundRole(QPalette::PlaceholderText);
    if (kind == LabelKind::Heading)
        setRelativeFont(label, 1.15, QFont::DemiBold);
    if (kind == LabelKind::Strong)
        setRelativeFont(label, 1, QFont::DemiBold);
    return label;
}

namespace {

class WheelGuard : public QObject
{
public:
    using QObject::QObject;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() != QEvent::Wheel || static_cast<QWidget *>(watched)->hasFocus())
            return false;
        event->ignore();
        return true;
    }
};

} // namespace

namespace {

class FontFollower : public QObject
{
public:
    FontFollower(QWidget *widget, double factor, QFont::Weight weight)
        : QObject(widget), m_widget(widget), m_factor(factor), m_weight(weight)
    {
        setObjectName(kFontFollower);
        widget->installEventFilter(this);
        follow();
    }
    static inline const QString kFontFollower = u"fontFollower"_s;

protected:
    bool eventFilter(QObject *, QEvent *event) override
    {
        // The first polishing with a style sheet gives a widget the font back that it was made with.
        if (event->type() == QEvent::ApplicationFontChange || event->type() == QEvent::Show)
            follow();
        return false;
    }

private:
    QWidget *m_widget;
    double m_factor;
    QFont::Weight m_weight;

    void follow()
    {
        QFont font = QApplication::font();
        font.setPointSizeF(font.pointSizeF() * m_factor);
        font.setWeight(m_weight);
        m_widget->setFont(font);
    }
};

} // namespace

QFont smallFont(const QFont &font)
{
    QFont small = font;
    small.setPointSizeF(font.pointSizeF() * 0.88);
    return small;
}

void setRelativeFont(QWidget *widget, double factor, QFont::Weight weight)
{
    delete widget->findChild<QObject *>(FontFollower::kFontFollower, Qt::FindDirectChildrenOnly);
    new FontFollower(widget, factor, weight);
}

bool isShort(const QWidget &panel)
{
    constexpr int kLines = 14;
    return panel.height() < kLines * panel.fontMetrics().lineSpacing();
}

void letShrink(QAbstractItemView *list)
{
    constexpr int kRow = 40;
    list->setMinimumHeight(kRow);
}

void setProgramFont(const QFont &font)
{
    if (font == QApplication::font())
        return;
    QApplication::setFont(font);
    qApp->setStyleSheet(qApp->styleSheet()); // resolves every widget's font again
    const QWidgetList widgets = QApplication::allWidgets();
    for (QWidget *widget : widgets) {
        if (widget->isWindow())
            widget->setFont(font);
        QEvent change(QEvent::ApplicationFontChange);
        QApplication::sendEvent(widget, &change);
    }
}

namespace {

/// The list of a closed box drops down where a key would choose at once.
class ArrowGuard : public QObject
{
public:
    using QObject::QObject;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() != QEvent::KeyPress)
            return false;
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool walks = key->key() == Qt::Key_Up || key->key() == Qt::Key_Down || key->key() == Qt::Key_PageUp ||
                           key->key() == Qt::Key_PageDown;
        if (!walks || (key->modifiers() & ~Qt::KeypadModifier))
            return false;
        static_cast<QComboBox *>(watched)->showPopup();
        return true;
    }
};

} // namespace

void dropDownByArrows(QComboBox *box)
{
    box->installEventFilter(new ArrowGuard(box));
}

void ignoreWheelUnlessFocused(QWidget *box)
{
    box->setFocusPolicy(Qt::StrongFocus); // a wheel does not give it the focus either
    box->installEventFilter(new WheelGuard(box));
}

QString counted(qsizetype n, QString one, QString many)
{
    return (n == 1 ? std::move(one) : std::move(many)).replace("%n"_L1, QString::number(n));
}

} // namespace embedscope
