#include "core/text/json_events.h"

#include "core/base/utf8.h"
#include "core/text/decode_text.h"

#include <algorithm>
#include <vector>

namespace embedscope {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

int hexValue(char c)
{
    if (isDigit(c))
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/// Four hexadecimal digits at `at`, or -1.
int hexUnit(std::string_view text, std::size_t at)
{
    if (at + 4 > text.size())
        return -1;
    int value = 0;
    for (std::size_t i = at; i < at + 4; ++i) {
        const int digit = hexValue(text[i]);
        if (digit < 0)
            return -1;
        value = value << 4 | digit;
    }
    return value;
}

class Reader
{
public:
    Reader(std::string_view text, JsonEvents &events, const RunControl &control)
        : m_text(text), m_events(events), m_control(control)
    {
    }

    Status run()
    {
        skipSpace();
        // Between two rounds a value is due, or, after it, a comma or the containers' ends.
        for (;;) {
            if (m_at >= m_nextLook) {
                m_nextLook = m_at + kBytesBetweenLooks;
                if (m_control.stopRequested())
                    return makeError(Errc::Cancelled);
            }
            bool opened = false;
            if (!value(opened))
                return fault();
            if (opened)
                continue;
            if (!closeAndSeparate())
                return fault();
            if (m_open.empty())
                break;
        }
        if (m_at < m_text.size()) {
            m_expected = "the end";
            return fault();
        }
        return {};
    }

private:
    Error fault() const
    {
        Error error = makeError(Errc::BadJson, m_expected ? std::string("expected ") + m_expected : std::string());
        const TextPosition position = positionOf(m_text, m_at);
        error.line = position.line;
        error.column = position.column;
        return error;
    }

    bool expect(const char *what)
    {
        m_expected = what;
        return false;
    }

    bool at(char c) const { return m_at < m_text.size() && m_text[m_at] == c; }

    void skipSpace()
    {
        while (m_at < m_text.size() &&
               (m_text[m_at] == ' ' || m_text[m_at] == '\n' || m_text[m_at] == '\r' || m_text[m_at] == '\t'))
            ++m_at;
    }

    /// One value. `opened`: it was the beginning of a container with something in it, whose first value is due.
    bool value(bool &opened)
    {
        if (m_at >= m_text.size())
            return expect("a value");
        switch (m_text[m_at]) {
        case '{':
            return open(JsonEvents::Container::Object, opened);
        case '[':
            return open(JsonEvents::Container::Array, opened);
        case '"': {
            const std::size_t begin = m_at;
            std::string_view raw;
            if (!string(raw))
                return false;
            m_events.string(raw, begin);
            return true;
        }
        case 't':
            return word("true", JsonEvents::Scalar::True);
        case 'f':
            return word("false", JsonEvents::Scalar::False);
        case 'n':
            return word("null", JsonEvents::Scalar::Null);
        default:
            return number();
        }
    }

    bool open(JsonEvents::Container container, bool &opened)
    {
        const bool object = container == JsonEvents::Container::Object;
        m_events.begin(container, m_at);
        ++m_at;
        skipSpace();
        if (at(object ? '}' : ']')) {
            ++m_at;
            m_events.end(container, m_at);
            return true;
        }
        m_open.push_back(object);
        opened = true;
        return object ? key() : true;
    }

    bool key()
    {
        if (!at('"'))
            return expect("a name in quotes");
        std::string_view raw;
        if (!string(raw))
            return false;
        m_events.key(raw);
        skipSpace();
        if (!at(':'))
            return expect("a colon");
        ++m_at;
        skipSpace();
        return true;
    }

    /// After a value: ends of containers, then a comma with the next key, until another value is due or all is closed.
    bool closeAndSeparate()
    {
        for (;;) {
            skipSpace();
            if (m_open.empty())
                return true;
            const bool object = m_open.back();
            if (at(',')) {
                ++m_at;
                skipSpace();
                return object ? key() : true;
            }
            if (!at(object ? '}' : ']'))
                return expect(object ? "a comma or }" : "a comma or ]");
            ++m_at;
            m_open.pop_back();
            m_events.end(object ? JsonEvents::Container::Object : JsonEvents::Container::Array, m_at);
        }
    }

    bool word(std::string_view spelling, JsonEvents::Scalar scalar)
    {
        if (!m_text.substr(m_at).starts_with(spelling))
            return expect("a value");
        m_events.scalar(scalar, spelling, m_at);
        m_at += spelling.size();
        return true;
    }

    bool digits()
    {
        if (m_at >= m_text.size() || !isDigit(m_text[m_at]))
            return expect("a digit");
        while (m_at < m_text.size() && isDigit(m_text[m_at]))
            ++m_at;
        return true;
    }

    bool number()
    {
        const std::size_t begin = m_at;
        if (at('-'))
            ++m_at;
        else if (!isDigit(m_text[m_at]))
            return expect("a value");
        if (at('0'))
            ++m_at;
        else if (!digits())
            return false;
        if (at('.')) {
            ++m_at;
            if (!digits())
                return false;
        }
        if (at('e') || at('E')) {
            ++m_at;
            if (at('+') || at('-'))
                ++m_at;
            if (!digits())
                return false;
        }
        m_events.scalar(JsonEvents::Scalar::Number, m_text.substr(begin, m_at - begin), begin);
        return true;
    }

    bool string(std::string_view &raw)
    {
        const std::size_t begin = ++m_at;
        for (;;) {
            while (m_at < m_text.size() && m_text[m_at] != '"' && m_text[m_at] != '\\' &&
                   static_cast<unsigned char>(m_text[m_at]) >= 0x20)
                ++m_at;
            if (m_at >= m_text.size())
                return expect("a closing quote");
            if (m_text[m_at] == '"')
                break;
            if (m_text[m_at] != '\\')
                return expect("no control character in a string");
            ++m_at;
            if (m_at >= m_text.size() || std::string_view("\"\\/bfnrtu").find(m_text[m_at]) == std::string_view::npos)
                return expect("an escape");
            if (m_text[m_at] == 'u') {
                if (hexUnit(m_text, m_at + 1) < 0)
                    return expect("four hexadecimal digits");
                m_at += 4;
            }
            ++m_at;
        }
        raw = m_text.substr(begin, m_at - begin);
        ++m_at;
        return true;
    }

    std::string_view m_text;
    JsonEvents &m_events;
    const RunControl &m_control;
    std::size_t m_at = 0;
    std::size_t m_nextLook = kBytesBetweenLooks;
    std::vector<bool> m_open; ///< the containers that are open, true: an object
    const char *m_expected = nullptr;
};

} // namespace

Status readJson(std::string_view text, JsonEvents &events, const RunControl &control)
{
    return Reader(text, events, control).run();
}

std::string unescapeJson(std::string_view raw, std::size_t *replaced)
{
    std::string out;
    out.reserve(raw.size());
    for (std::size_t i = 0; i < raw.size();) {
        const std::size_t slash = std::min(raw.find('\\', i), raw.size());
        out.append(raw.substr(i, slash - i));
        if (slash + 1 >= raw.size())
            break;
        const char kind = raw[slash + 1];
        i = slash + 2;
        switch (kind) {
        case 'b':
            out += '\b';
            continue;
        case 'f':
            out += '\f';
            continue;
        case 'n':
            out += '\n';
            continue;
        case 'r':
            out += '\r';
            continue;
        case 't':
            out += '\t';
            continue;
        case 'u':
            break;
        default:
            out += kind;
            continue;
        }
        auto value = static_cast<char32_t>(hexUnit(raw, i));
        i += 4;
        if (value >= 0xD800 && value <= 0xDBFF && raw.substr(i).starts_with("\\u")) {
            const int second = hexUnit(raw, i + 2);
            if (second >= 0xDC00 && second <= 0xDFFF) {
                value = 0x10000 + ((value - 0xD800) << 10) + (static_cast<char32_t>(second) - 0xDC00);
                i += 6;
            }
        }
        if (replaced && value >= 0xD800 && value <= 0xDFFF)
            ++*replaced;
        appendUtf8(out, value);
    }
    return out;
}

} // namespace embedscope
