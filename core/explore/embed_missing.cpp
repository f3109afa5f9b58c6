#include "core/explore/embed_missing.h"

#include "core/explore/axes/axes.h"
#include "core/explore/map/growing_map.h"

#include <algorithm>
#include <span>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace embedscope {

namespace {

/// Where the vectors of texts are put as they come: one matrix with a row for each, equal ones included, so that an
/// exploration of just these texts can take it as it is. For a service that has not said its dimensions, none.
class VectorRoom
{
public:
    VectorRoom(std::size_t texts, std::size_t dimensions)
    {
        if (dimensions > 0)
            m_matrix =
                std::make_shared<Matrix>(static_cast<Eigen::Index>(texts), static_cast<Eigen::Index>(dimensions));
    }

    /// The numbers into each of the rows; the first of them.
    SharedRow put(std::span<const float> numbers, std::span<const std::size_t> rows)
    {
        if (!m_matrix || numbers.size() != static_cast<std::size_t>(m_matrix->cols()))
            return numbers;
        for (const std::size_t row : rows)
            std::copy(numbers.begin(), numbers.end(), m_matrix->row(static_cast<Eigen::Index>(row)).data());
        return {m_matrix, rows.front()};
    }

private:
    std::shared_ptr<Matrix> m_matrix;
};

/// A text without a vector, and its row in a VectorRoom.
struct Missing
{
    std::size_t place = 0; ///< in the corpus; those of the phrases follow
    std::size_t row = 0;
};

/// The different contents of some texts, in the order in which they first appear, and which of the texts have each.
struct Contents
{
    std::vector<std::string_view> all;
    std::vector<std::size_t> owners; ///< content by content
    std::vector<std::size_t> starts; ///< of each content's owners, and the end

    explicit Contents(const std::vector<std::string_view> &texts)
    {
        std::vector<std::size_t> contentOf(texts.size());
        {
            std::unordered_map<std::string_view, std::size_t> seen;
            for (std::size_t i = 0; i < texts.size(); ++i) {
                contentOf[i] = seen.try_emplace(texts[i], all.size()).first->second;
                if (contentOf[i] == all.size())
                    all.push_back(texts[i]);
            }
        }
        starts.resize(all.size() + 1);
        for (const std::size_t content : contentOf)
            ++starts[content + 1];
        for (std::size_t content = 0; content < all.size(); ++content)
            starts[content + 1] += starts[content];
        owners.resize(texts.size());
        std::vector<std::size_t> next(starts.begin(), starts.end() - 1);
        for (std::size_t i = 0; i < texts.size(); ++i)
            owners[next[contentOf[i]]++] = i;
    }

    std::span<const std::size_t> ownersOf(std::size_t content) const
    {
        return std::span(owners).subspan(starts[content], starts[content + 1] - starts[content]);
    }
};

class Embedding
{
public:
    Embedding(KnownVectors &known, const ExploreInput &input, const ExploreHooks &hooks, const RunControl &control)
        : m_known(known),
          m_input(input),
          m_hooks(hooks),
          m_control(control),
          m_growing(input, embeddedBefore(known), hooks.forming)
    {
        for (const std::string_view phrase : axisPhrases(input.recipe.projection))
            m_phrases.emplace_back().text = phrase;
    }

    Status run()
    {
        std::vector<Missing> query;
        std::vector<Missing> others;
        for (std::size_t place = 0; place < m_input.corpus.size(); ++place) {
            if (m_known.texts[place] || m_input.store.entry(textAt(place)).state != VectorState::Pending)
                continue;
            std::vector<Missing> &list = textAt(place).id == m_input.query ? query : others;
            list.push_back({place, list.size()});
        }
        for (std::size_t i = 0; i < m_phrases.size(); ++i)
            if (m_known.phrases.entry(m_phrases[i]).state == VectorState::Pending)
                others.push_back({m_input.corpus.size() + i, others.size()});
        const Role role = m_input.query == TextId{} ? Role::Plain : Role::Passage;
        VectorRoom room(others.size(), m_input.embedder->dimensions());
        std::span<const Missing> rest = others;
        // Others are soon compared with it; a service would be asked once more for it.
        if (others.size() >= GrowingMap::kLeast && m_hooks.forming && m_input.embedder->host().empty()) {
            const std::size_t first = anchorToFront(others);
            if (Status anchor = embed(rest.first(first), role, room, {m_control.stop, {}}); !anchor)
                return anchor;
            rest = rest.subspan(first);
        }
        if (Status embedded = embed(rest, role, room, m_control); !embedded)
            return embedded;
        VectorRoom ofQuery(query.size(), m_input.embedder->dimensions());
        return embed(query, Role::Query, ofQuery, m_control);
    }

private:
    static std::size_t embeddedBefore(const KnownVectors &known)
    {
        return static_cast<std::size_t>(
            std::ranges::count_if(known.texts, [](const auto &vector) { return vector != nullptr; }));
    }

    /// The phrases' places follow those of the corpus's texts.
    const Text &textAt(std::size_t place) const
    {
        return isPhrase(place) ? m_phrases[place - m_input.corpus.size()] : m_input.corpus.texts[place];
    }
    bool isPhrase(std::size_t place) const { return place >= m_input.corpus.size(); }

    /// The anchor, and the texts of its words, come before all others; how many these are. Not where it has a vector.
    std::size_t anchorToFront(std::vector<Missing> &texts) const
    {
        const auto isAnchor = [&](const Missing &text) { return textAt(text.place).id == m_input.anchor; };
        const auto anchor = m_input.anchor == TextId{} ? texts.begin() : std::ranges::find_if(texts, isAnchor);
        if (anchor == texts.end())
            return 0;
        const std::string &words = textAt(anchor->place).text;
        const auto others = std::stable_partition(
            texts.begin(), texts.end(), [&](const Missing &text) { return textAt(text.place).text == words; });
        return static_cast<std::size_t>(others - texts.begin());
    }

    std::vector<std::string_view> wordsOf(std::span<const Missing> texts) const
    {
        std::vector<std::string_view> words;
        words.reserve(texts.size());
        for (const Missing &text : texts)
            words.push_back(textAt(text.place).text);
        return words;
    }

    Status embed(std::span<const Missing> texts, Role role, VectorRoom &room, const RunControl &control)
    {
        if (texts.empty())
            return {};
        const Contents contents(wordsOf(texts));
        const auto sink = [&](const EmbeddedRow &row) {
            const std::span<const std::size_t> owners = contents.ownersOf(row.index);
            std::vector<std::size_t> rows;
            for (const std::size_t owner : owners)
                rows.push_back(texts[owner].row);
            const VectorEntry entry = entryOf(row, room, rows);
            for (const std::size_t owner : owners)
                keep(texts[owner].place, entry);
            if (entry.vector)
                m_growing.added(owners.size(), m_known.texts, control);
        };
        const Result<EmbedUsage> usage = m_input.embedder->embed(contents.all, role, sink, control);
        if (!usage)
            return usage.error();
        return {};
    }

    VectorEntry entryOf(const EmbeddedRow &row, VectorRoom &room, std::span<const std::size_t> rows)
    {
        if (!row.vector)
            return {VectorState::Failed, {}, row.vector.error()};
        auto vector = std::make_shared<StoredVector>();
        vector->values = room.put(*row.vector, rows);
        vector->tokens = row.tokens;
        vector->fullTokens = row.fullTokens;
        vector->truncated = row.truncated;
        if (const Status fits = m_known.phrases.accept(*vector); !fits)
            return {VectorState::Failed, {}, fits.error()};
        return {VectorState::Ready, std::move(vector), {}};
    }

    void keep(std::size_t place, const VectorEntry &entry)
    {
        if (!isPhrase(place))
            m_known.texts[place] = entry.vector;
        else if (entry.vector)
            (void)m_known.phrases.put(textAt(place), entry.vector); // accepted already
        else
            m_known.phrases.fail(textAt(place), *entry.error);
        if (m_hooks.row)
            m_hooks.row(textAt(place), entry);
    }

    KnownVectors &m_known;
    const ExploreInput &m_input;
    const ExploreHooks &m_hooks;
    const RunControl &m_control;
    GrowingMap m_growing;
    std::vector<Text> m_phrases;
};

} // namespace

KnownVectors knownVectors(const ExploreInput &input)
{
    KnownVectors known;
    known.phrases = VectorStore(input.store.identity(), input.store.modelName(), input.store.dimensions());
    known.texts.reserve(input.corpus.size());
    for (const Text &text : input.corpus.texts)
        known.texts.push_back(input.store.entry(text).vector);
    for (const std::string_view phrase : axisPhrases(input.recipe.projection)) {
        Text text;
        text.text = phrase;
        const VectorEntry entry = input.store.entry(text);
        if (entry.vector)
            (void)known.phrases.put(text, entry.vector); // it was accepted by a store like this
        else if (entry.error)
            known.phrases.fail(text, *entry.error);
    }
    return known;
}

Status embedMissing(KnownVectors &known, const ExploreInput &input, const ExploreHooks &hooks,
                    const RunControl &control)
{
    return Embedding(known, input, hooks, control).run();
}

} // namespace embedscope
