#include "core/explore/clusters/cluster_names.h"

#include "core/base/utf8.h"
#include "core/explore/clusters/stop_words.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

namespace embedscope {

namespace {

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
    std::string key;             // folded
    std::string spelling;        // as it stands
    std::uint32_t languages = 0; // that have it among their stop words
    bool joined = false;         // nothing but a space or a hyphen since the word before
};

std::vector<Word> wordsOf(std::string_view text)
{
    std::vector<Word> words;
    Word word;
    bool joined = false;
    const auto finish = [&] {
        if (word.key.empty())
            return;
        word.languages = stopWordLanguages(word.key);
        word.joined = joined;
        words.push_back(std::move(word));
        word = {};
        joined = true;
    };
    for (std::size_t i = 0; i < text.size();) {
        const DecodedCharacter c = decodeUtf8(text, i);
        if (isWordCharacter(c.value)) {
            appendUtf8(word.key, folded(c.value));
            appendUtf8(word.spelling, c.value);
        } else {
            finish();
            joined = joined && (c.value == ' ' || c.value == '-');
        }
        i += c.size;
    }
    finish();
    return words;
}

std::size_t lettersIn(std::string_view word)
{
    return static_cast<std::size_t>(std::ranges::count_if(word, [](char c) { return (c & 0xC0) != 0x80; }));
}

/// Which language's stop words a text has most of; its share of all texts decides where that is none or several.
class Languages
{
public:
    void add(const std::vector<Word> &words)
    {
        for (const Word &word : words)
            for (std::size_t l = 0; l < m_hits.size(); ++l)
                m_hits[l] += word.languages >> l & 1U;
    }
    std::size_t of(const std::vector<Word> &words) const
    {
        std::array<std::size_t, 32> hits{};
        for (const Word &word : words)
            for (std::size_t l = 0; l < hits.size(); ++l)
                hits[l] += word.languages >> l & 1U;
        std::size_t best = 0;
        for (std::size_t l = 1; l < hits.size(); ++l)
            if (std::pair(hits[l], m_hits[l]) > std::pair(hits[best], m_hits[best]))
                best = l;
        return best;
    }

private:
    std::array<std::size_t, 32> m_hits{};
};

/// A word, or two that stand together: "card", "exchange rate".
struct Term
{
    std::string key;
    std::string spelling;
};

std::vector<Term> termsOf(const std::vector<Word> &words, std::size_t language)
{
    std::vector<Term> terms;
    const Word *before = nullptr;
    for (const Word &word : words) {
        const bool telling = (word.languages >> language & 1U) == 0 && lettersIn(word.key) >= 2;
        if (telling) {
            terms.push_back({word.key, word.spelling});
            if (before && word.joined)
                terms.push_back({before->key + ' ' + word.key, before->spelling + ' ' + word.spelling});
        }
        before = telling ? &word : nullptr;
    }
    return terms;
}

struct Candidate
{
    std::string key;
    double weight = 0;
};

/// The words of a term.
std::vector<std::string> partsOf(const std::string &key)
{
    const std::size_t space = key.find(' ');
    if (space == std::string::npos)
        return {key};
    return {key.substr(0, space), key.substr(space + 1)};
}

/// What is counted of the texts, by cluster.
class Counts
{
public:
    explicit Counts(std::size_t clusters) : m_of(clusters), m_sizes(clusters, 0), m_totals(clusters, 0) {}

    // A term counts once a text.
    void add(std::size_t cluster, const std::vector<Term> &terms)
    {
        ++m_sizes[cluster];
        std::set<std::string> seen;
        for (const Term &term : terms) {
            ++m_spellings[term.key][term.spelling];
            if (!seen.insert(term.key).second)
                continue;
            ++m_of[cluster][term.key];
            ++m_everywhere[term.key];
            ++m_totals[cluster];
        }
    }

    // A cluster's terms, best first.
    std::vector<Candidate> candidates(std::size_t cluster) const
    {
        double average = 0;
        for (const std::size_t total : m_totals)
            average += static_cast<double>(total) / static_cast<double>(m_totals.size());
        const std::size_t least = m_sizes[cluster] >= 4 ? 2 : 1;
        std::vector<Candidate> list;
        for (const auto &[key, count] : m_of[cluster]) {
            if (count >= least)
                list.push_back({key, static_cast<double>(count) / static_cast<double>(m_totals[cluster]) *
                                         std::log1p(average / static_cast<double>(m_everywhere.at(key)))});
        }
        std::ranges::sort(list, [](const Candidate &a, const Candidate &b) {
            return a.weight != b.weight ? a.weight > b.weight : a.key < b.key;
        });
        return list;
    }

    std::string usualSpelling(const std::string &key) const
    {
        const auto &ways = m_spellings.at(key);
        return std::ranges::max_element(ways, {}, [](const auto &way) { return way.second; })->first;
    }

private:
    std::vector<std::unordered_map<std::string, std::size_t>> m_of;
    std::unordered_map<std::string, std::size_t> m_everywhere;
    std::unordered_map<std::string, std::map<std::string, std::size_t>> m_spellings;
    std::vector<std::size_t> m_sizes;
    std::vector<std::size_t> m_totals;
};

/// Hands out words in rounds, one term a cluster in each: every cluster asks for its best, and a word goes to whom it
/// says most about; who loses one asks for the next (Gale & Shapley 1962).
class Auction
{
public:
    explicit Auction(std::vector<std::vector<Candidate>> candidates)
        : m_candidates(std::move(candidates)), m_won(m_candidates.size())
    {
    }

    void round()
    {
        m_holders.clear();
        m_next.assign(m_candidates.size(), 0);
        std::vector<std::size_t> asking;
        for (std::size_t cluster = m_candidates.size(); cluster-- > 0;)
            asking.push_back(cluster);
        while (!asking.empty()) {
            const std::size_t cluster = asking.back();
            asking.pop_back();
            ask(cluster, asking);
        }
        for (const auto &[word, holder] : m_holders)
            m_taken.insert(word);
        for (std::size_t cluster = 0; cluster < m_candidates.size(); ++cluster) {
            if (m_next[cluster] > m_candidates[cluster].size())
                continue;
            const std::string &key = m_candidates[cluster][m_next[cluster] - 1].key;
            if (const auto held = m_holders.find(partsOf(key).front());
                held != m_holders.end() && held->second == cluster)
                m_won[cluster].push_back(key);
        }
    }

    const std::vector<std::string> &won(std::size_t cluster) const { return m_won[cluster]; }

private:
    void ask(std::size_t cluster, std::vector<std::size_t> &asking)
    {
        const std::vector<Candidate> &list = m_candidates[cluster];
        while (m_next[cluster] < list.size()) {
            const Candidate &wanted = list[m_next[cluster]++];
            const std::vector<std::string> words = partsOf(wanted.key);
            std::set<std::size_t> losers;
            const bool free = std::ranges::all_of(words, [&](const std::string &word) {
                if (m_taken.contains(word))
                    return false;
                const auto held = m_holders.find(word);
                if (held == m_holders.end())
                    return true;
                losers.insert(held->second);
                return wanted.weight > m_candidates[held->second][m_next[held->second] - 1].weight;
            });
            if (!free)
                continue;
            for (const std::size_t loser : losers) {
                for (const std::string &word : partsOf(m_candidates[loser][m_next[loser] - 1].key))
                    m_holders.erase(word);
                asking.push_back(loser);
            }
            for (const std::string &word : words)
                m_holders[word] = cluster;
            return;
        }
        ++m_next[cluster]; // nothing left: past the end
    }

    std::vector<std::vector<Candidate>> m_candidates;
    std::vector<std::vector<std::string>> m_won;
    std::vector<std::size_t> m_next;
    std::map<std::string, std::size_t> m_holders;
    std::set<std::string> m_taken;
};

} // namespace

std::vector<ClusterName> nameClusters(std::span<const std::string_view> texts, std::span<const ClusterId> labels,
                                      std::size_t clusters, const ClusterNameOptions &options)
{
    std::vector<std::vector<Word>> words;
    Languages languages;
    words.reserve(texts.size());
    for (const std::string_view text : texts) {
        words.push_back(wordsOf(text));
        languages.add(words.back());
    }
    Counts counts(clusters);
    for (std::size_t i = 0; i < texts.size() && i < labels.size(); ++i)
        if (labels[i] >= 0 && static_cast<std::size_t>(labels[i]) < clusters)
            counts.add(static_cast<std::size_t>(labels[i]), termsOf(words[i], languages.of(words[i])));

    std::vector<std::vector<Candidate>> candidates;
    for (std::size_t cluster = 0; cluster < clusters; ++cluster)
        candidates.push_back(counts.candidates(cluster));
    Auction auction(std::move(candidates));
    for (std::size_t round = 0; round < options.words; ++round)
        auction.round();

    std::vector<ClusterName> names(clusters);
    for (std::size_t cluster = 0; cluster < clusters; ++cluster) {
        ClusterName &name = names[cluster];
        for (const std::string &key : auction.won(cluster)) {
            name.words.push_back(counts.usualSpelling(key));
            if (name.words.size() <= options.wordsInName)
                name.name += (name.name.empty() ? "" : ", ") + name.words.back();
        }
        if (name.name.empty())
            name.name = "Cluster " + std::to_string(cluster + 1);
    }
    return names;
}

} // namespace embedscope
