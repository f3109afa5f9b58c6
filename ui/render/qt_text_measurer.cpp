#include "ui/render/qt_text_measurer.h"

#include "ui/render/fonts.h"

#include <QFontMetricsF>
#include <QStringList>
#include <QTextBoundaryFinder>

#include <algorithm>
#include <cmath>
#include <vector>

namespace embedscope {

namespace {

constexpr qsizetype kMostRemembered = 20000;
/// Nothing on a map is longer; what follows is not looked at.
constexpr qsizetype kLongestText = 8192;

/// Positions after which a line may end, as counts of grapheme clusters, with the clusters' own positions.
struct Boundaries
{
    std::vector<qsizetype> cluster = {0}; ///< cluster i is [cluster[i], cluster[i + 1])
    std::vector<bool> breakBefore = {false};
};

Boundaries boundariesOf(const QString &text)
{
    Boundaries b;
    QTextBoundaryFinder graphemes(QTextBoundaryFinder::Grapheme, text);
    QTextBoundaryFinder lines(QTextBoundaryFinder::Line, text);
    for (qsizetype at = graphemes.toNextBoundary(); at >= 0; at = graphemes.toNextBoundary()) {
        b.cluster.push_back(at);
        lines.setPosition(at);
        // Names of groups are words_like_these: rather there than within a word.
        b.breakBefore.push_back(lines.isAtBoundary() || (at > 0 && text.at(at - 1) == QLatin1Char('_')));
    }
    return b;
}

/// The ends of lines of at most `limit` clusters, as cluster numbers.
std::vector<std::size_t> breakLines(const QString &text, const Boundaries &b, std::size_t limit)
{
    const std::size_t count = b.cluster.size() - 1;
    std::vector<std::size_t> ends;
    std::size_t start = 0;
    const auto isSpace = [&](std::size_t i) { return text.at(b.cluster[i]).isSpace(); };
    while (start < count) {
        std::size_t end = std::min(start + limit, count);
        // A space at the end hangs over the edge.
        while (end < count && isSpace(end))
            ++end;
        if (end < count) {
            std::size_t at = end;
            while (at > start && !b.breakBefore[at])
                --at;
            if (at > start)
                end = at;
        }
        ends.push_back(end);
        start = end;
    }
    return ends;
}

/// Where a line that is cut at `end` ends at best: after a whole word, if that does not cost more than a third of it.
std::size_t lastWordEnd(const Boundaries &b, std::size_t start, std::size_t end)
{
    for (std::size_t at = end; at > start + (end - start) * 2 / 3; --at)
        if (b.breakBefore[at])
            return at;
    return end;
}

} // namespace

MeasuredText QtTextMeasurer::measure(std::string_view text, TextRole role, double fontScale, int maxCharacters,
                                     int maxLines) const
{
    QByteArray key = QByteArray::number(static_cast<int>(role)) + '/' + QByteArray::number(fontScale) + '/' +
                     QByteArray::number(maxCharacters) + '/' + QByteArray::number(maxLines) + '/';
    key.append(text.data(), std::min<qsizetype>(static_cast<qsizetype>(text.size()), kLongestText));
    if (const auto known = m_known.constFind(key); known != m_known.constEnd())
        return *known;

    const QFont font = mapFont(role, fontScale);
    const QFontMetricsF metrics(font);
    MeasuredText measured;
    measured.lineHeight = std::ceil(font.pixelSize() * 1.25);
    measured.ascent = (measured.lineHeight - metrics.ascent() - metrics.descent()) / 2 + metrics.ascent();

    const QString whole =
        QString::fromUtf8(text.data(), std::min<qsizetype>(static_cast<qsizetype>(text.size()), kLongestText));
    const Boundaries b = boundariesOf(whole);
    const auto limit = static_cast<std::size_t>(std::max(1, maxCharacters));
    const auto most = static_cast<std::size_t>(std::max(1, maxLines));
    std::vector<std::size_t> ends = breakLines(whole, b, limit);
    if (ends.size() > 1 && ends.size() <= most) {
        // As many lines, but of about the same length.
        for (std::size_t narrower = limit - 1; narrower > 4; --narrower) {
            std::vector<std::size_t> evened = breakLines(whole, b, narrower);
            if (evened.size() > ends.size())
                break;
            ends = std::move(evened);
        }
    }
    measured.elided = ends.size() > most;
    std::size_t start = 0;
    for (std::size_t i = 0; i < std::min(ends.size(), most); ++i) {
        std::size_t end = ends[i];
        const bool last = measured.elided && i + 1 == most;
        if (last)
            end = lastWordEnd(b, start, std::min(end, start + (limit > 1 ? limit - 1 : 1)));
        QString line = whole.mid(b.cluster[start], b.cluster[end] - b.cluster[start]).trimmed();
        if (last)
            line += u'…';
        TextLine out;
        out.text = line.toStdString();
        out.width = lineWidth(line, role, font);
        measured.width = std::max(measured.width, out.width);
        measured.lines.push_back(std::move(out));
        start = ends[i];
    }
    if (m_known.size() >= kMostRemembered)
        m_known.clear();
    m_known.insert(key, measured);
    return measured;
}

} // namespace embedscope
