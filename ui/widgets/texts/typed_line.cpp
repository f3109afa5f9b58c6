#include "ui/widgets/texts/typed_line.h"

#include "core/scene/display_text.h"
#include "ui/models/number_text.h"
#include "ui/state/typed_query.h"

namespace embedscope {

namespace {

constexpr int kRestMs = 1000;        ///< a screen reader would never finish a sentence if it began one at every letter
constexpr std::size_t kNearest = 80; ///< characters of the nearest text

} // namespace

TypedLine::TypedLine(Document &document, QWidget *parent) : ElidedLabel(parent), m_document(document)
{
    setObjectName(QStringLiteral("typedLine"));
    setForegroundRole(QPalette::PlaceholderText);
    m_rest.setSingleShot(true);
    m_rest.setInterval(kRestMs);
    connect(&m_rest, &QTimer::timeout, this, [this] { Q_EMIT rested(fullText()); });
    connect(&document, &Document::draftChanged, this, &TypedLine::refresh);
    connect(&document, &Document::corpusChanged, this, &TypedLine::refresh);
    connect(&document, &Document::vectorsChanged, this, &TypedLine::refresh); // another model
    connect(&document, &Document::viewChanged, this, &TypedLine::refresh);    // another anchor
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
    m_rest.start();
    if (now.isEmpty()) {
        m_rest.stop();
        Q_EMIT rested(now);
    }
}

QString TypedLine::sentence() const
{
    if (!m_typed)
        return {};
    if (const QString host = m_typed->notSentTo(); !host.isEmpty())
        return tr("Nothing goes to %1 before you press Enter.").arg(host);
    const auto ghost = m_typed->ghost();
    if (!ghost)
        return {};
    if (!ghost->nearest)
        return tr("Its vector is zero: it is like none of them.");
    const Exploration &exploration = *ghost->exploration;
    const QString nearest = QString::fromStdString(displayText(exploration.rows[*ghost->nearest].text, kNearest));
    const auto anchor = exploration.rowOf(m_document.anchorId());
    const auto position = m_document.positionOf(m_document.anchorId());
    if (!anchor || !position)
        return tr("nearest: %1").arg(nearest);
    const QString similarity = similarityText(m_typed->similarityTo(*anchor));
    const QString to = *position == 0 ? tr("the first") : tr("number %1").arg(*position + 1);
    if (anchor == ghost->nearest)
        return tr("≈ %1 to %2, which is the nearest").arg(similarity, to);
    return tr("≈ %1 to %2 · nearest: %3").arg(similarity, to, nearest);
}

} // namespace embedscope
