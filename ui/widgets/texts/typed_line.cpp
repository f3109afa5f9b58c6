#include "ui/widgets/texts/typed_line.h"

#include "core/scene/display_text.h"
#include "ui/models/number_text.h"
#include "ui/state/typed_query.h"

#include <QPainter>

#include <algorithm>

namespace embedscope {

namespace {

constexpr int kRestMs = 1000; ///< a screen reader would never finish a sentence if it began one at every letter
const QString kBetween = QStringLiteral(" · ");
constexpr std::size_t kNearest = 80; ///< characters of the nearest text

} // namespace

TypedLine::TypedLine(Document &document, QWidget *parent) : ElidedLabel(parent), m_document(document)
{
    setObjectName(QStringLiteral("typedLine"));
    setForegroundRole(QPalette::PlaceholderText);
    setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_rest.setSingleShot(true);
    m_rest.setInterval(kRestMs);
    connect(&m_rest, &QTimer::timeout, this, [this] { Q_EMIT rested(fullText()); });
    connect(&document, &Document::draftChanged, this, &TypedLine::refresh);
    connect(&document, &Document::corpusChanged, this, &TypedLine::refresh);
    connect(&document, &Document::vectorsChanged, this, &TypedLine::refresh); // another model
    connect(&document, &Document::viewChanged, this, &TypedLine::refresh);    // another anchor
    connect(&document, &Document::explorationChanged, this, &TypedLine::refresh);
    for (const auto ended : {&Document::workFinished, &Document::workCancelled})
        connect(&document, ended, this, &TypedLine::refresh);
    connect(&document, &Document::workFailed, this, &TypedLine::refresh);
}

void TypedLine::follow(TypedQuery *typed)
{
    m_typed = typed;
    connect(typed, &TypedQuery::changed, this, &TypedLine::refresh);
    refresh();
}

void TypedLine::refresh()
{
    const QString now = sentence();
    if (now == fullText())
        return;
    setFullText(now);
    Q_EMIT said(!now.isEmpty());
    m_rest.start();
    if (now.isEmpty()) {
        m_rest.stop();
        Q_EMIT rested(now);
    }
}

void TypedLine::setLines(int lines)
{
    m_lines = lines;
    updateGeometry();
}

QSize TypedLine::minimumSizeHint() const
{
    const QSize one = ElidedLabel::minimumSizeHint();
    return {one.width(), std::max(one.height(), m_lines * fontMetrics().lineSpacing())};
}

/// What is painted: in as many lines as there is room for, parted where the sentence is.
QStringList TypedLine::lines() const
{
    const auto most = std::clamp(height() / fontMetrics().lineSpacing(), 1, 2);
    const qsizetype cut = fullText().indexOf(kBetween);
    const bool whole = fontMetrics().horizontalAdvance(fullText()) <= width();
    const QString first = fullText().left(cut);
    if (most < 2 || cut < 0 || whole || fontMetrics().horizontalAdvance(first) > width())
        return elidedLines(fullText(), font(), width(), most);
    return {first, fontMetrics().elidedText(fullText().mid(cut + kBetween.size()), Qt::ElideRight, width())};
}

void TypedLine::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setPen(palette().color(foregroundRole()));
    int baseline = fontMetrics().ascent();
    for (const QString &line : lines()) {
        painter.drawText(0, baseline, line);
        baseline += fontMetrics().lineSpacing();
    }
}

QString TypedLine::sentence() const
{
    if (!m_typed)
        return {};
    if (const QString host = m_typed->notSentTo(); !host.isEmpty())
        return tr("Nothing is sent before Enter (to %1).").arg(host);
    const auto ghost = m_typed->ghost();
    const QString why = m_typed->whyNoPoint();
    if (!ghost)
        return why;
    if (!ghost->nearest)
        return tr("Its vector is zero: it is like none of them.");
    const Exploration &exploration = *ghost->exploration;
    const QString nearest = QString::fromStdString(displayText(exploration.rows[*ghost->nearest].text, kNearest));
    const auto anchor = exploration.rowOf(m_document.anchorId());
    const auto position = m_document.positionOf(m_document.anchorId());
    if (!anchor || !position)
        return why.isEmpty() ? tr("nearest: %1").arg(nearest) : why;
    const QString similarity = similarityText(m_typed->similarityTo(*anchor));
    const QString to = *position == 0 ? tr("the first") : tr("number %1").arg(*position + 1);
    if (!why.isEmpty())
        return tr("≈ %1 to %2").arg(similarity, to) + kBetween + why;
    if (anchor == ghost->nearest)
        return tr("≈ %1 to %2, which is the nearest").arg(similarity, to);
    return tr("≈ %1 to %2").arg(similarity, to) + kBetween + tr("nearest: %1").arg(nearest);
}

} // namespace embedscope
