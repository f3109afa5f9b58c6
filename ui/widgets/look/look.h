#pragma once

#include "core/scene/colour.h"
#include "core/scene/view_state.h"
#include "ui/state/settings.h"

#include <QColor>
#include <QFont>
#include <QIcon>
#include <QLabel>
#include <QPalette>
#include <QString>

class QAbstractItemView;
class QApplication;
class QComboBox;

namespace embedscope {

/// The few colours of the window that no palette role has a name for. Everything else is QPalette.
struct Look
{
    QColor anchor;       ///< marks and rings of the text that is compared
    QColor anchorText;   ///< the same as writing (contrast ≥ 4.5 on panels)
    QColor anchorTint;   ///< behind its row
    QColor selectedTint; ///< behind selected rows
    QColor track;        ///< the empty part of a similarity bar
    QColor positive;     ///< fingerprint
    QColor negative;
    QColor neutral;
    QColor good;    ///< "stays on this computer"
    QColor warning; ///< behind messages
};

const Look &lookOf(Theme theme);
/// By the lightness of the palette's window: the theme a widget is in.
Theme themeOf(const QPalette &palette);
QPalette paletteOf(Theme theme);
/// The desktop's own wish, read before the first applyTheme().
Theme systemTheme();
/// Sets palette and style sheet of the whole program and returns the theme that `choice` came to.
Theme applyTheme(QApplication &application, ThemeChoice choice);

/// An icon of ours in the palette's ink.
QIcon icon(const QString &name, const QColor &colour);

/// Text that was not written by us, made safe for a tooltip (which guesses rich text): escaped and cut.
QString plainToolTip(const QString &text);

enum class LabelKind { Body, Secondary, Heading, Strong };
/// A label that never guesses rich text.
QLabel *makeLabel(const QString &text, LabelKind kind = LabelKind::Body, QWidget *parent = nullptr);

inline QColor toQColor(Colour c)
{
    return QColor(c.r, c.g, c.b, c.a);
}

/// For what stands beside or below a text in a list.
QFont smallFont(const QFont &font);
/// Writing of a widget relative to the program's: it keeps its proportion when that grows.
/// Whether a panel has no room for more than what it is for: so few lines of its writing fit in it.
bool isShort(const QWidget &panel);
/// In a small window the list gives room to what stands above and below it, down to about a row.
void letShrink(QAbstractItemView *list);
void setRelativeFont(QWidget *widget, double factor, QFont::Weight weight = QFont::Normal);

/// The font of the program from now on, also in windows that are there already: under a style sheet they do not follow
/// QApplication::setFont() by themselves.
void setProgramFont(const QFont &font);

/// The wheel changes a box only while it has the focus; else it belongs to what is under it.
void ignoreWheelUnlessFocused(QWidget *box);
/// Arrow keys open the box's list instead of choosing what comes next at once, where each choice is work.
void dropDownByArrows(QComboBox *box);

/// A sentence about a number: "%n" in it becomes `n`, and English wants another one for 1.
QString counted(qsizetype n, QString one, QString many);

} // namespace embedscope
