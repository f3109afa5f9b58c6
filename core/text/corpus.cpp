#include "core/text/corpus.h"

#include <algorithm>
#include <utility>

namespace embedscope {

namespace {

std::uint64_t highestId(const std::vector<Text> &texts)
{
    std::uint64_t highest = 0;
    for (const Text &text : texts)
        highest = std::max(highest, text.id.value);
    return highest;
}

} // namespace

TextId Corpus::add(std::string text, std::string group)
{
    const TextId id{highestId(texts) + 1};
    texts.edit().push_back({id, std::move(text), std::move(group)});
    return id;
}

void Corpus::assignIds()
{
    std::uint64_t highest = highestId(texts);
    for (Text &text : texts.edit())
        if (text.id.value == 0)
            text.id.value = ++highest;
}

std::optional<std::size_t> Corpus::indexOf(TextId id) const
{
    const auto found = std::find_if(texts.begin(), texts.end(), [&](const Text &text) { return text.id == id; });
    if (found == texts.end())
        return std::nullopt;
    return static_cast<std::size_t>(found - texts.begin());
}

} // namespace embedscope
