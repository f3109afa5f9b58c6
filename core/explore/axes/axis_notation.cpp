#include "core/explore/axes/axis_notation.h"

#include "core/base/utf8.h"

#include <algorithm>

namespace embedscope {

namespace {

constexpr std::string_view kDots = "..";

bool isGap(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// Lists of phrases, one for each stretch between two dots.
class Scanner
{
public:
    enum class Dots { Part, Words };
    Scanner(std::string_view text, Dots dots) : m_text(text), m_dots(dots) {}

    Result<std::vector<std::vector<std::string>>> lists()
    {
        std::vector<std::vector<std::string>> lists(1);
        bool afterComma = false;
        for (skipGaps(); m_at < m_text.size(); skipGaps()) {
            if (atDots()) {
                if (afterComma)
                    return emptyPhrase();
                m_at += kDots.size();
                lists.emplace_back();
                continue;
            }
            Result<std::string> phrase = m_text[m_at] == '"' ? quoted() : plain();
            if (!phrase)
                return std::move(phrase).error();
            if (isBlank(*phrase))
                return emptyPhrase();
            lists.back().push_back(std::move(*phrase));
            skipGaps();
            afterComma = m_at < m_text.size() && m_text[m_at] == ',';
            m_at += afterComma ? 1 : 0;
        }
        if (afterComma)
            return emptyPhrase();
        return lists;
    }

private:
    static Error emptyPhrase() { return makeError(Errc::InvalidArgument, "a phrase is missing beside a comma"); }

    void skipGaps()
    {
        while (m_at < m_text.size() && isGap(m_text[m_at]))
            ++m_at;
    }
    bool atDots() const
    {
        const std::size_t end = m_at + kDots.size();
        return m_dots == Dots::Part && m_text.substr(m_at, kDots.size()) == kDots &&
               (m_at == 0 || isGap(m_text[m_at - 1])) && (end == m_text.size() || isGap(m_text[end]));
    }
    Result<std::string> quoted()
    {
        std::string phrase;
        for (++m_at; m_at < m_text.size(); ++m_at) {
            if (m_text[m_at] != '"') {
                phrase += m_text[m_at];
                continue;
            }
            ++m_at;
            if (m_at < m_text.size() && m_text[m_at] == '"') {
                phrase += '"';
                continue;
            }
            skipGaps();
            if (m_at < m_text.size() && m_text[m_at] != ',' && !atDots())
                return makeError(Errc::InvalidArgument, "a comma is missing after a quoted phrase");
            return phrase;
        }
        return makeError(Errc::InvalidArgument, "a quotation mark is never closed");
    }
    Result<std::string> plain()
    {
        std::string phrase;
        while (m_at < m_text.size() && m_text[m_at] != ',' && !atDots())
            phrase += m_text[m_at++];
        while (!phrase.empty() && isGap(phrase.back()))
            phrase.pop_back();
        return phrase;
    }

    std::string_view m_text;
    Dots m_dots;
    std::size_t m_at = 0;
};

} // namespace

Result<std::vector<std::string>> parsePhrases(std::string_view text)
{
    const std::string repaired = repairUtf8(text);
    auto lists = Scanner(repaired, Scanner::Dots::Words).lists();
    if (!lists)
        return std::move(lists).error();
    if (lists->front().empty())
        return makeError(Errc::InvalidArgument, "there are no phrases");
    return std::move(lists->front());
}

Result<AxisRecipe> parseAxis(std::string_view text)
{
    const std::string repaired = repairUtf8(text);
    auto lists = Scanner(repaired, Scanner::Dots::Part).lists();
    if (!lists)
        return std::move(lists).error();
    if (lists->size() < 2)
        return makeError(Errc::InvalidArgument,
                         "two dots between blanks must part the ends, as in \"sad, unhappy .. happy, joyful\"");
    if (lists->size() > 2)
        return makeError(Errc::InvalidArgument, "an axis has two ends, not more");
    if (lists->front().empty() || lists->back().empty())
        return makeError(Errc::InvalidArgument, std::string("there are no examples ") +
                                                    (lists->front().empty() ? "before" : "after") + " the two dots");
    AxisRecipe axis;
    axis.low.phrases = std::move(lists->front());
    axis.high.phrases = std::move(lists->back());
    return axis;
}

std::string formatPhrases(const std::vector<std::string> &phrases)
{
    std::string out;
    for (const std::string &phrase : phrases) {
        out += out.empty() ? "" : ", ";
        const bool plain = !phrase.empty() && phrase.front() != '"' && !isGap(phrase.front()) &&
                           !isGap(phrase.back()) && phrase.find(',') == std::string::npos &&
                           phrase.find(kDots) == std::string::npos;
        if (plain) {
            out += phrase;
            continue;
        }
        out += '"';
        for (const char c : phrase)
            out += c == '"' ? std::string("\"\"") : std::string(1, c);
        out += '"';
    }
    return out;
}

} // namespace embedscope
