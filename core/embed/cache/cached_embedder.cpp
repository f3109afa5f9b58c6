#include "core/embed/cache/cached_embedder.h"

#include "core/base/cpu.h"
#include "core/embed/service/service_roles.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <mutex>
#include <new>
#include <unordered_map>
#include <unordered_set>

namespace embedscope {

namespace {

using Clock = std::chrono::steady_clock;
using Key = EmbeddingCache::Key;

constexpr std::size_t kRowsAtOnce = 256;
constexpr std::size_t kKeysAtOnce = 1024;              // looked up before a stop is asked for again: some 15 ms
constexpr std::chrono::milliseconds kLongestWait{200}; // so long a finished row may be lost if the process is killed
constexpr std::size_t kLocalLeast = 64;
// To be raised when vectors of models on this computer change in a later version: old ones are not taken for new then.
const std::string kLocalArithmetic = " arithmetic 1 ";

struct KeyHash
{
    std::size_t operator()(const Key &key) const
    {
        std::size_t value = 0;
        std::memcpy(&value, key.data(), sizeof value);
        return value;
    }
};

bool isBlank(std::string_view text)
{
    return text.find_first_not_of(" \t\r\n\f\v") == std::string_view::npos;
}

std::vector<std::string_view> differentTexts(std::span<const std::string_view> texts)
{
    std::vector<std::string_view> different;
    std::unordered_set<std::string_view> seen;
    for (const std::string_view text : texts)
        if (!isBlank(text) && seen.insert(text).second)
            different.push_back(text);
    return different;
}

/// The texts of a call, sorted into what is known and what is not.
struct Plan
{
    std::vector<Key> keys = {};                        ///< of each text
    std::vector<std::size_t> asked = {};               ///< positions of the texts that inner gets
    std::vector<std::vector<std::size_t>> others = {}; ///< for each of those: the positions with the same text
};

/// Finished rows on their way into the cache.
class Writer
{
public:
    Writer(EmbeddingCache &cache, std::string identity, std::string name)
        : m_cache(cache), m_identity(std::move(identity)), m_name(std::move(name))
    {
    }
    ~Writer() { flush(); }
    Writer(const Writer &) = delete;
    Writer &operator=(const Writer &) = delete;

    void add(const Key &key, const EmbeddedRow &row) noexcept
    {
        const std::scoped_lock lock(m_mutex);
        if (m_failed)
            return;
        try {
            m_rows.push_back(
                {key, {{row.vector->begin(), row.vector->end()}, row.tokens, row.fullTokens, row.truncated}});
        } catch (const std::bad_alloc &) {
            m_failed = true;
        }
        if (m_rows.size() >= kRowsAtOnce || Clock::now() - m_last > kLongestWait)
            write();
    }

    void flush() noexcept
    {
        const std::scoped_lock lock(m_mutex);
        write();
    }

private:
    void write() noexcept
    {
        // A cache that fails once (disk full, file gone) is not asked again in this call.
        if (!m_rows.empty() && !m_cache.put(m_identity, m_name, m_rows))
            m_failed = true;
        m_rows.clear();
        m_last = Clock::now();
    }

    EmbeddingCache &m_cache;
    const std::string m_identity;
    const std::string m_name;
    std::mutex m_mutex;
    std::vector<EmbeddingCache::NewRow> m_rows;
    Clock::time_point m_last = Clock::now();
    bool m_failed = false;
};

} // namespace

CachedEmbedder::CachedEmbedder(std::shared_ptr<const Embedder> inner, std::shared_ptr<EmbeddingCache> cache,
                               CachedEmbedderOptions options)
    : m_inner(std::move(inner)), m_cache(std::move(cache)), m_options(options)
{
}

std::vector<std::string_view> CachedEmbedder::missing(std::span<const std::string_view> texts, Role role) const
{
    std::vector<std::string_view> different = differentTexts(texts);
    std::vector<Key> keys;
    keys.reserve(different.size());
    for (const std::string_view text : different)
        keys.push_back(keyOf(text, role));
    const Result<std::vector<bool>> known = m_cache->known(m_inner->identity() + m_options.variant, keys);
    if (!known)
        return different;
    std::size_t left = 0;
    for (std::size_t i = 0; i < different.size(); ++i)
        if (!(*known)[i])
            different[left++] = different[i];
    different.resize(left);
    return different;
}

Result<EmbedUsage> CachedEmbedder::embed(std::span<const std::string_view> texts, Role role, const EmbedSink &sink,
                                         const RunControl &control, Priority priority) const
{
    if (texts.size() < m_options.leastTexts)
        return m_inner->embed(texts, role, sink, control, priority);
    try {
        Plan plan;
        plan.keys.reserve(texts.size());
        for (const std::string_view text : texts) {
            if (plan.keys.size() % 1024 == 0 && control.stopRequested())
                return makeError(Errc::Cancelled);
            plan.keys.push_back(keyOf(text, role));
        }

        const std::string identity = m_inner->identity() + m_options.variant;
        std::vector<bool> known(texts.size(), false);
        std::size_t done = 0;
        for (std::size_t first = 0; first < texts.size(); first += kKeysAtOnce) {
            if (control.stopRequested())
                return makeError(Errc::Cancelled);
            // Whatever goes wrong here, the embedder can do the rest.
            const auto keys = std::span(plan.keys).subspan(first, std::min(kKeysAtOnce, texts.size() - first));
            (void)m_cache->find(identity, keys, dimensions(), [&](std::size_t at, CachedVector &&vector) {
                if (control.stopRequested())
                    return;
                const std::size_t i = first + at;
                known[i] = true;
                m_seen = vector.values.size();
                sink({i, std::span<const float>(vector.values), vector.tokens, vector.fullTokens, vector.truncated});
                if (++done % 64 == 0)
                    control.report(done, texts.size());
            });
        }
        if (control.stopRequested())
            return makeError(Errc::Cancelled);

        std::vector<std::string_view> asked;
        std::unordered_map<Key, std::size_t, KeyHash> places;
        for (std::size_t i = 0; i < texts.size(); ++i) {
            if (known[i])
                continue;
            const auto [at, fresh] = places.try_emplace(plan.keys[i], asked.size());
            if (fresh) {
                asked.push_back(texts[i]);
                plan.asked.push_back(i);
                plan.others.emplace_back();
            } else {
                plan.others[at->second].push_back(i);
            }
        }
        if (done > 0)
            control.report(done, texts.size());
        if (asked.empty())
            return EmbedUsage{};

        Writer writer(*m_cache, identity, m_inner->name());
        const std::size_t left = texts.size() - done; // equal texts are done with the first of them
        const bool remote = !m_inner->host().empty();
        RunControl inner{control.stop,
                         [&](std::size_t count, std::size_t total) {
                             if (remote) // an answer has come and was paid for: not to be lost, whatever happens next
                                 writer.flush();
                             control.report(done + (total > 0 ? left * count / total : 0), texts.size());
                         },
                         control.note};
        return m_inner->embed(
            asked, role,
            [&](const EmbeddedRow &row) {
                const std::size_t first = plan.asked[row.index];
                EmbeddedRow own = row;
                own.index = first;
                if (row.vector)
                    writer.add(plan.keys[first], row);
                sink(own);
                for (const std::size_t other : plan.others[row.index]) {
                    own.index = other;
                    sink(own);
                }
            },
            inner, priority);
    } catch (const std::bad_alloc &) {
        return makeError(Errc::OutOfMemory);
    }
}

std::shared_ptr<const Embedder> withCache(std::shared_ptr<const Embedder> inner, std::shared_ptr<EmbeddingCache> cache)
{
    if (!inner || !cache || inner->name() == "noise")
        return inner;
    CachedEmbedderOptions options;
    if (inner->host().empty()) {
        options.leastTexts = kLocalLeast;
        options.variant = kLocalArithmetic + std::string(instructionSetName(instructionSet()));
        const std::string plain = inner->prompt(Role::Plain);
        options.rolesAlike = inner->prompt(Role::Query) == plain && inner->prompt(Role::Passage) == plain;
    } else {
        options.rolesAlike = !tellsRolesApart(*inner);
    }
    return std::make_shared<CachedEmbedder>(std::move(inner), std::move(cache), options);
}

std::vector<std::string_view> textsToSend(const Embedder &embedder, std::span<const std::string_view> texts, Role role)
{
    if (const auto *cached = dynamic_cast<const CachedEmbedder *>(&embedder))
        return cached->missing(texts, role);
    return differentTexts(texts);
}

} // namespace embedscope
