#include "core/explore/cluster_names.h"

#include "core/base/utf8.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>

namespace embedscope {

namespace {

// English function words, the contractions' stumps that splitting at the apostrophe leaves, numbers and spans of time.
const std::unordered_set<std::string_view> &stopWords()
{
    static const std::unordered_set<std::string_view> words{
        "a",      "about",   "above",   "after",    "again",    "against", "all",    "also",    "am",      "an",
        "and",    "another", "any",     "are",      "aren",     "around",  "as",     "at",      "away",    "back",
        "be",     "because", "been",    "before",   "behind",   "being",   "below",  "between", "both",    "but",
        "by",     "can",     "come",    "could",    "did",      "didn",    "do",     "does",    "doesn",   "doing",
        "don",    "down",    "during",  "each",     "even",     "ever",    "every",  "few",     "first",   "for",
        "from",   "further", "get",     "gets",     "go",       "goes",    "got",    "had",     "has",     "have",
        "having", "he",      "her",     "here",     "hers",     "herself", "him",    "himself", "his",     "how",
        "i",      "if",      "in",      "into",     "is",       "isn",     "it",     "its",     "itself",  "just",
        "least",  "let",     "like",    "ll",       "made",     "make",    "makes",  "many",    "may",     "me",
        "might",  "more",    "most",    "much",     "must",     "my",      "myself", "near",    "never",   "no",
        "nor",    "not",     "now",     "of",       "off",      "often",   "on",     "once",    "one",     "only",
        "or",     "other",   "our",     "ours",     "out",      "over",    "own",    "per",     "put",     "re",
        "same",   "she",     "should",  "since",    "so",       "some",    "still",  "such",    "take",    "takes",
        "than",   "that",    "the",     "their",    "theirs",   "them",    "then",   "there",   "these",   "they",
        "this",   "those",   "three",   "through",  "to",       "too",     "two",    "under",   "until",   "up",
        "us",     "ve",      "very",    "was",      "we",       "were",    "what",   "when",    "where",   "whether",
        "which",  "while",   "who",     "whom",     "why",      "will",    "with",   "within",  "without", "would",
        "yet",    "you",     "your",    "yours",    "yourself", "four",    "five",   "six",     "seven",   "eight",
        "nine",   "ten",     "hundred", "thousand", "million",  "second",  "third",  "last",    "next",    "new",
        "old",    "day",     "days",    "time",     "times",    "year",    "years",  "week",    "weeks",   "hour",
        "hours",  "minute",  "minutes", "month",    "months"};
    return words;
}

// Letters of any script: everything but ASCII signs and digits, and the common punctuation and symbols beyond ASCII.
bool isWordCharacter(char32_t c)
{
    if (c < 0x80)
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (c < 0xC0)
        return c == 0xAA || c == 0xB5 || c == 0xBA;
    return c != 0xD7 && c != 0xF7 && !(c >= 0x2000 && c <= 0x2BFF) && !(c >= 0x3000 && c <= 0x303F) &&
           !(c >= 0xE000 && c <= 0xF8FF) && !(c >= 0xFE00 && c <= 0xFE0F) && !(c >= 0xFF00 && c <= 0xFF20) &&
           c < 0x1F000 && c != kReplacementCharacter;
}

// Enough of case folding to count "Cats" and "cats" as one word: ASCII, Latin-1, Greek and Cyrillic.
char32_t folded(char32_t c)
{
    if ((c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7) || (c >= 0x391 && c <= 0x3A9) ||
        (c >= 0x410 && c <= 0x42F))
        return c + 32;
    if (c >= 0x400 && c <= 0x40F)
        return c + 80;
    return c;
}

struct Word
{
    std::string key;      // folded
    std::string spelling; // as it stands
};

std::vector<Word> wordsOf(std::string_view text)
{
    std::vector<Word> words;
    Word word;
    std::size_t letters = 0;
    const auto finish = [&] {
        if (letters >= 2 && !stopWords().contains(word.key))
            words.push_back(word);
        word = {};
        letters = 0;
    };
    for (std::size_t i = 0; i < text.size();) {
        const DecodedCharacter c = decodeUtf8(text, i);
        if (isWordCharacter(c.value)) {
            appendUtf8(word.key, folded(c.value));
            appendUtf8(word.spelling, c.value);
            ++letters;
        } else {
            finish();
        }
        i += c.size;
    }
    finish();
    return words;
}

struct Candidate
{
    std::string key;
    double weight = 0;
};

} // namespace

std::vector<ClusterName> nameClusters(std::span<const std::string_view> texts, std::span<const ClusterId> labels,
                                      std::size_t clusters, const ClusterNameOptions &options)
{
    std::vector<std::unordered_map<std::string, std::size_t>> counts(clusters);
    std::unordered_map<std::string, std::size_t> everywhere;
    std::unordered_map<std::string, std::map<std::string, std::size_t>> spellings;
    std::vector<std::size_t> sizes(clusters);
    std::vector<std::size_t> totals(clusters);
    for (std::size_t i = 0; i < texts.size() && i < labels.size(); ++i) {
        if (labels[i] < 0 || static_cast<std::size_t>(labels[i]) >= clusters)
            continue;
        const auto cluster = static_cast<std::size_t>(labels[i]);
        ++sizes[cluster];
        std::set<std::string> seen;
        for (Word &word : wordsOf(texts[i])) {
            ++spellings[word.key][word.spelling];
            if (!seen.insert(word.key).second)
                continue;
            ++counts[cluster][word.key];
            ++everywhere[word.key];
            ++totals[cluster];
        }
    }

    std::size_t allWords = 0;
    for (const std::size_t total : totals)
        allWords += total;
    const double average = clusters == 0 ? 0 : static_cast<double>(allWords) / static_cast<double>(clusters);

    // Each word goes to the cluster where it weighs most; ties to the larger cluster, which has the smaller number.
    std::unordered_map<std::string, std::pair<double, std::size_t>> owner;
    for (std::size_t cluster = 0; cluster < clusters; ++cluster) {
        const std::size_t least = sizes[cluster] >= 4 ? 2 : 1;
        for (const auto &[key, count] : counts[cluster]) {
            if (count < least)
                continue;
            const double weight = static_cast<double>(count) / static_cast<double>(totals[cluster]) *
                                  std::log1p(average / static_cast<double>(everywhere[key]));
            auto [at, fresh] = owner.try_emplace(key, weight, cluster);
            if (!fresh && weight > at->second.first)
                at->second = {weight, cluster};
        }
    }
    std::vector<std::vector<Candidate>> candidates(clusters);
    for (const auto &[key, best] : owner)
        candidates[best.second].push_back({key, best.first});

    std::vector<ClusterName> names(clusters);
    for (std::size_t cluster = 0; cluster < clusters; ++cluster) {
        auto &list = candidates[cluster];
        std::sort(list.begin(), list.end(), [](const Candidate &a, const Candidate &b) {
            return a.weight != b.weight ? a.weight > b.weight : a.key < b.key;
        });
        if (list.size() > options.words)
            list.resize(options.words);
        ClusterName &name = names[cluster];
        for (const Candidate &candidate : list) {
            const auto &ways = spellings[candidate.key];
            const auto usual = std::max_element(ways.begin(), ways.end(),
                                                [](const auto &a, const auto &b) { return a.second < b.second; });
            if (name.words.size() < options.wordsInName)
                name.name += (name.name.empty() ? "" : ", ") + usual->first;
            name.words.push_back(usual->first);
        }
        if (name.name.empty())
            name.name = "Cluster " + std::to_string(cluster + 1);
    }
    return names;
}

} // namespace embedscope
