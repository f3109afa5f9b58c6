#pragma once

#include "core/scene/colour.h"

#include <QFont>
#include <QHash>
#include <QImage>
#include <QPointF>
#include <QString>

class QPainter;

namespace embedscope {

/// Paints what lies around a line of text so that it can be read on anything: every pixel within `width` logical pixels
/// of the letters in `colour`. For images and screens; far faster than stroking the outlines of the letters. Remembers
/// the halos it made, since a picture that is panned has the same ones again; the pixels do not depend on that.
class HaloPainter
{
public:
    /// `at`: the beginning of the base line, on a whole device pixel.
    void draw(QPainter &painter, const QString &text, QPointF at, const QFont &font, double width, Colour colour);

private:
    struct Halo
    {
        QImage image = {};
        QPointF offset = {}; ///< of its top left corner from the beginning of the base line, logical pixels
    };
    static Halo make(const QString &text, const QFont &font, double width, Colour colour, double ratio);

    QHash<QString, Halo> m_halos;
    qsizetype m_bytes = 0;
};

} // namespace embedscope
