#include "core/text/json_texts.h"

#include "core/text/json_events.h"

#include <algorithm>
#include <array>

namespace embedscope {

namespace {

constexpr std::array<std::string_view, 4> kTextKeys = {"text", "sentence", "content", "document"};

class ListFinder : public JsonEvents
{
public:
    const JsonTexts &found() const { return m_found; }

    void begin(Container container, std::size_t offset) override
    {
        if (m_depth == 0)
            m_rootIsObject = container == Container::Object;
        item(container == Container::Object);
        ++m_depth;
        if (container == Container::Array && m_arrays++ == 0) {
            m_list = {offset, 0, 0};
            m_listDepth = m_depth;
        }
    }
    void end(Container container, std::size_t offset) override
    {
        --m_depth;
        if (container == Container::Array && --m_arrays == 0) {
            m_list.end = offset;
            if (m_list.items > m_found.items) {
                m_found.begin = m_list.begin;
                m_found.end = m_list.end;
                m_found.items = m_list.items;
            }
        }
    }
    void key(std::string_view raw) override
    {
        m_textKey = m_depth == 1 && std::find(kTextKeys.begin(), kTextKeys.end(), raw) != kTextKeys.end();
    }
    void string(std::string_view, std::size_t) override
    {
        m_found.rootHasText = m_found.rootHasText || (m_depth == 1 && m_textKey && m_rootIsObject);
        item(true);
    }
    void scalar(Scalar, std::string_view, std::size_t) override { item(false); }

private:
    void item(bool counts)
    {
        m_found.anyItem = m_found.anyItem || m_depth > 0;
        if (counts && m_arrays == 1 && m_depth == m_listDepth)
            ++m_list.items;
    }

    struct List
    {
        std::size_t begin = 0;
        std::size_t end = 0;
        std::size_t items = 0;
    };
    JsonTexts m_found = {};
    List m_list = {};
    bool m_rootIsObject = false;
    std::size_t m_depth = 0;
    std::size_t m_listDepth = 0;
    std::size_t m_arrays = 0;
    bool m_textKey = false;
};

} // namespace

Result<JsonTexts> findJsonTexts(std::string_view text, const RunControl &control)
{
    ListFinder finder;
    if (const Status status = readJson(text, finder, control); !status)
        return status.error();
    return finder.found();
}

} // namespace embedscope
