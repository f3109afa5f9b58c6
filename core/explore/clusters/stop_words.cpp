#include "core/explore/clusters/stop_words.h"

#include <unordered_map>

namespace embedscope {

// Made by the build from resources/stopwords: a language's words, one a line.
extern const std::string_view kStopWordLists[];
extern const std::uint32_t kStopWordListCount;

namespace {

std::unordered_map<std::string_view, std::uint32_t> readLists()
{
    std::unordered_map<std::string_view, std::uint32_t> words;
    for (std::uint32_t list = 0; list < kStopWordListCount; ++list) {
        std::string_view rest = kStopWordLists[list];
        while (!rest.empty()) {
            const std::size_t end = rest.find('\n');
            const std::string_view word = rest.substr(0, end);
            rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
            if (!word.empty())
                words[word] |= 1U << list;
        }
    }
    return words;
}

} // namespace

std::uint32_t stopWordLanguages(std::string_view word)
{
    static const std::unordered_map<std::string_view, std::uint32_t> words = readLists();
    const auto found = words.find(word);
    return found == words.end() ? 0 : found->second;
}

} // namespace embedscope
