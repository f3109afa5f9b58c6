#pragma once

#include "core/base/ids.h"
#include "core/scene/scene.h"

#include <QColor>
#include <QString>

#include <optional>

class QFont;
class QModelIndex;
class QPainter;
class QRectF;
class QStyleOptionViewItem;

namespace embedscope {

/// What a row of a list shows of one text, whatever the model calls it.
struct TextRow
{
    TextId id = {};
    QString text = {};
    QString number = {}; ///< "1", as people count
    std::optional<double> similarity = {};
    QString value = {}; ///< written instead of the similarity, if not empty
    bool isAnchor = false;
    bool isMostSimilar = false;
    QString note = {};                  ///< what else is said of it, beside the bar
    QString problem = {};               ///< why it has no vector; empty: it has one
    QString cut = {};                   ///< how much of it the model saw; empty: all
    std::optional<MarkStyle> mark = {}; ///< as on the map
};

/// The frame of the row that the keyboard is on, if the list has the focus.
void drawFocus(QPainter &painter, const QStyleOptionViewItem &option, const QRectF &card);
/// Draws a mark of the map in a list: the same shapes, the size of a line.
void drawMark(QPainter &painter, QRectF where, const MarkStyle &style);
/// A number whose digits lie in equal cells, right-aligned at `where`'s right edge.
void drawNumber(QPainter &painter, const QRectF &where, const QString &number, const QFont &font);
/// A similarity from 0 to 1 as a bar on its track.
void drawBar(QPainter &painter, const QRectF &where, double similarity, const QColor &colour, const QColor &track);

} // namespace embedscope
