#pragma once

#include "core/io/write_table.h"

#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace embedscope {

/// Writes JSON in the order it is told, members separated. Values are numbers, strings, booleans or null.
class JsonWriter
{
public:
    JsonWriter &open(char bracket)
    {
        separate();
        m_text += bracket;
        m_first = true;
        return *this;
    }
    JsonWriter &close(char bracket)
    {
        m_text += bracket;
        m_first = false;
        return *this;
    }
    JsonWriter &key(std::string_view name)
    {
        separate();
        appendJsonString(m_text, name);
        m_text += ": ";
        m_first = true;
        return *this;
    }
    JsonWriter &value(std::string_view text)
    {
        separate();
        appendJsonString(m_text, text);
        return *this;
    }
    JsonWriter &value(const char *text) { return value(std::string_view(text)); }
    JsonWriter &value(bool yes) { return raw(yes ? "true" : "false"); }
    JsonWriter &value(std::integral auto number) { return raw(std::to_string(number)); }
    JsonWriter &value(std::floating_point auto number)
    {
        separate();
        appendNumber(m_text, number);
        return *this;
    }
    JsonWriter &null() { return raw("null"); }
    template <class T> JsonWriter &value(const std::optional<T> &maybe) { return maybe ? value(*maybe) : null(); }
    template <class T> JsonWriter &member(std::string_view name, const T &what) { return key(name).value(what); }
    JsonWriter &newLine()
    {
        // A line an item: long lists stay readable, and diffable.
        m_lineBefore = true;
        return *this;
    }

    std::string take() { return m_text + "\n"; }

private:
    JsonWriter &raw(std::string_view text)
    {
        separate();
        m_text += text;
        return *this;
    }
    void separate()
    {
        if (!m_first)
            m_text += m_lineBefore ? "," : ", ";
        if (m_lineBefore)
            m_text += "\n  ";
        m_lineBefore = false;
        m_first = false;
    }

    std::string m_text;
    bool m_first = true;
    bool m_lineBefore = false;
};

} // namespace embedscope
