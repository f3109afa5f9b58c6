#include "core/embed/local_embedder.h"

#include "core/base/sha256.h"
#include "core/base/utf8.h"
#include "core/model/folder/model_folder.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <mutex>
#include <new>
#include <optional>
#include <utility>

namespace embedscope {

namespace {

// Tokens of texts that go through the encoder together: enough to keep the matrix products busy, and a twentieth of a
// second or less, so that a stop or a typed query never waits longer; nine tiles of the products' 14 rows.
constexpr std::size_t kTokensAtOnce = 126;
// Texts that are cut into tokens and sorted by length together.
constexpr std::size_t kTextsAtOnce = 2048;
constexpr std::size_t kTextsPerTokenizerBlock = 16;
// Cosine of the self-test's vector to the known one, in a precision that changes it.
constexpr double kNearEnough = 0.98;

// Every byte counted, at the speed of memory: eight chains of multiply and add, one a 64-bit word in turn.
std::string fastDigest(std::string_view bytes)
{
    constexpr std::uint64_t kFactor = 0x9E3779B97F4A7C15;
    std::array<std::uint64_t, 8> lanes{1, 2, 3, 4, 5, 6, 7, 8};
    std::size_t at = 0;
    for (; at + 64 <= bytes.size(); at += 64) {
        std::array<std::uint64_t, 8> words;
        std::memcpy(words.data(), bytes.data() + at, 64);
        for (std::size_t i = 0; i < 8; ++i) {
            lanes[i] = (lanes[i] ^ words[i]) * kFactor;
            lanes[i] ^= lanes[i] >> 29;
        }
    }
    std::string digest(reinterpret_cast<const char *>(lanes.data()), sizeof lanes);
    digest += bytes.substr(at);
    return digest + std::to_string(bytes.size());
}

bool allFinite(const std::vector<float> &numbers)
{
    return std::all_of(numbers.begin(), numbers.end(), [](float number) { return std::isfinite(number); });
}

class LocalEmbedder final : public Embedder
{
public:
    LocalEmbedder(ModelFolder model, BertEncoder encoder, std::vector<std::shared_ptr<const MappedFile>> weights,
                  ThreadPool &pool)
        : m_model(std::move(model)), m_encoder(std::move(encoder)), m_weights(std::move(weights)), m_pool(pool)
    {
    }

    std::string name() const override { return m_model.name; }
    std::size_t dimensions() const override { return m_model.dimensions; }
    std::size_t maxTokens() const override { return m_model.maxTokens; }
    std::string prompt(Role role) const override
    {
        switch (role) {
        case Role::Query:
            return m_model.prompts.query;
        case Role::Passage:
            return m_model.prompts.passage;
        case Role::Plain:
            break;
        }
        return m_model.prompts.plain;
    }
    bool hasTokens() const override { return true; }
    bool hasTokenVectors() const override { return true; }
    std::size_t layerCount() const override { return m_model.config.layers; }

    std::string identity() const override
    {
        std::call_once(m_identityOnce, [this] {
            Sha256 hash;
            hash.add(m_model.settings);
            for (const auto &file : m_weights)
                hash.add(fastDigest(file->bytes()));
            m_identity = "local/" + m_model.name + "/" + Sha256::hex(hash.finish()).substr(0, 32) + "/" +
                         std::string(precisionName(m_encoder.precision())) + "/" + std::to_string(dimensions()) + "/" +
                         std::to_string(maxTokens());
        });
        return m_identity;
    }

    Result<TokenList> tokens(std::string_view text) const override
    {
        try {
            const Tokens cut = encode(text, Role::Plain);
            TokenList list;
            list.ids = cut.ids;
            list.fullCount = cut.fullCount;
            list.truncated = cut.truncated();
            for (const std::int32_t id : cut.ids)
                list.pieces.emplace_back(m_model.tokenizer->piece(id));
            return list;
        } catch (const std::bad_alloc &) {
            return makeError(Errc::OutOfMemory);
        }
    }

    Result<Matrix> tokenVectors(std::string_view text, std::size_t layer) const override
    {
        try {
            return m_encoder.tokenVectors(encode(text, Role::Plain).ids, layer);
        } catch (const std::bad_alloc &) {
            return makeError(Errc::OutOfMemory);
        }
    }

    Result<EmbedUsage> embed(std::span<const std::string_view> texts, Role role, const EmbedSink &sink,
                             const RunControl &control, Priority priority) const override
    {
        try {
            Run run{*this, texts, role, sink, control, priority};
            for (std::size_t first = 0; first < texts.size(); first += kTextsAtOnce)
                if (const Status status = run.window(first, std::min(texts.size(), first + kTextsAtOnce)); !status)
                    return status.error();
            return EmbedUsage{texts.size(), run.tokens};
        } catch (const std::bad_alloc &) {
            return makeError(Errc::OutOfMemory);
        }
    }

    Status selfTest() const
    {
        if (!m_model.selfTest)
            return {};
        const std::string_view text = m_model.selfTest->text;
        const auto vector = embedAll(*this, {&text, 1});
        if (!vector)
            return vector.error();
        const auto &expected = m_model.selfTest->vector;
        bool agrees = true;
        double dot = 0;
        double squares[2] = {0, 0};
        for (std::size_t i = 0; i < expected.size(); ++i) {
            const double value = vector->data()[i];
            agrees = agrees && std::abs(value - expected[i]) <= m_model.selfTest->tolerance;
            dot += value * expected[i];
            squares[0] += value * value;
            squares[1] += static_cast<double>(expected[i]) * expected[i];
        }
        if (m_encoder.precision() != Precision::Float32)
            agrees = dot >= kNearEnough * std::sqrt(squares[0] * squares[1]);
        if (!agrees)
            return makeError(Errc::ModelDamaged,
                             "these weights do not give the known vector of the self-test sentence in embedscope.json",
                             m_model.weightsPath);
        return {};
    }

private:
    // One call of embed().
    struct Run
    {
        const LocalEmbedder &embedder;
        std::span<const std::string_view> texts;
        Role role;
        const EmbedSink &sink;
        const RunControl &control;
        Priority priority;
        std::size_t tokens = 0;

        std::size_t done = 0;
        std::mutex mutex{}; // the sink, `done`, `spare` and `fault`
        std::vector<std::unique_ptr<BertEncoder::Workspace>> spare = {};
        std::optional<Error> fault = {};
        // The faults of the whole window at hand and its tokens, by place in the window.
        std::vector<std::optional<Tokens>> cut = {};

        Status window(std::size_t first, std::size_t end);
        Status tokenize(std::size_t first, std::size_t end);
        void encodeBlock(std::span<const std::size_t> rows, std::size_t first, Team &team);
        void deliver(std::size_t row, Result<std::span<const float>> vector, const Tokens *tokensOfRow);
        void fail(Error error);
        bool failed();
    };

    // The text's tokens after those of its role's prompt.
    Tokens encode(std::string_view text, Role role) const
    {
        const std::string before = prompt(role);
        return before.empty() ? m_model.tokenizer->encode(text, m_model.maxTokens)
                              : m_model.tokenizer->encode(before + std::string(text), m_model.maxTokens);
    }

    ModelFolder m_model;
    BertEncoder m_encoder;
    std::vector<std::shared_ptr<const MappedFile>> m_weights; ///< for their digest
    ThreadPool &m_pool;
    mutable std::once_flag m_identityOnce;
    mutable std::string m_identity;
};

void LocalEmbedder::Run::fail(Error error)
{
    const std::lock_guard lock(mutex);
    if (!fault)
        fault = std::move(error);
}

bool LocalEmbedder::Run::failed()
{
    const std::lock_guard lock(mutex);
    return fault.has_value();
}

// With the mutex held.
void LocalEmbedder::Run::deliver(std::size_t row, Result<std::span<const float>> vector, const Tokens *tokensOfRow)
{
    EmbeddedRow result{row, std::move(vector)};
    if (tokensOfRow) {
        result.tokens = tokensOfRow->ids.size();
        result.fullTokens = tokensOfRow->fullCount;
        result.truncated = tokensOfRow->truncated();
        tokens += result.tokens;
    }
    sink(result);
    control.report(++done, texts.size());
}

Status LocalEmbedder::Run::tokenize(std::size_t first, std::size_t end)
{
    cut.assign(end - first, std::nullopt);
    const bool finished = embedder.m_pool.parallelFor(
        end - first, kTextsPerTokenizerBlock,
        [&](std::size_t from, std::size_t to) {
            try {
                for (std::size_t i = from; i < to; ++i)
                    if (!isBlank(texts[first + i]))
                        cut[i] = embedder.encode(texts[first + i], role);
            } catch (const std::bad_alloc &) {
                fail(makeError(Errc::OutOfMemory));
            }
        },
        control, priority);
    if (!finished)
        return makeError(Errc::Cancelled);
    return fault ? Status(*fault) : Status();
}

void LocalEmbedder::Run::encodeBlock(std::span<const std::size_t> rows, std::size_t first, Team &team)
{
    if (failed())
        return;
    try {
        std::unique_ptr<BertEncoder::Workspace> workspace;
        {
            const std::lock_guard lock(mutex);
            if (!spare.empty()) {
                workspace = std::move(spare.back());
                spare.pop_back();
            }
        }
        if (!workspace)
            workspace = std::make_unique<BertEncoder::Workspace>();
        std::vector<std::span<const std::int32_t>> ids;
        ids.reserve(rows.size());
        for (const std::size_t row : rows)
            ids.emplace_back(cut[row]->ids);
        const std::size_t width = embedder.dimensions();
        const std::size_t pooledWidth = embedder.m_model.config.vectorSize();
        std::vector<float> vectors(rows.size() * pooledWidth);
        if (const Status status = embedder.m_encoder.encode(ids, *workspace, vectors.data(), control.stop, team);
            !status)
            return fail(status.error());
        // Before the modules too: some of them would make finite numbers of infinite ones.
        const bool encoderIsFinite = allFinite(vectors);
        applyModules(embedder.m_model.modules, rows.size(), pooledWidth, vectors);
        if (!encoderIsFinite || !allFinite(vectors))
            return fail(
                makeError(Errc::ModelDamaged, "its weights give numbers that are not finite", embedder.m_model.path));
        const std::lock_guard lock(mutex);
        spare.push_back(std::move(workspace));
        for (std::size_t i = 0; i < rows.size() && !control.stopRequested(); ++i)
            deliver(first + rows[i], std::span<const float>(vectors.data() + i * width, width), &*cut[rows[i]]);
    } catch (const std::bad_alloc &) {
        fail(makeError(Errc::OutOfMemory));
    }
}

// Embeds texts first … end−1: cut into tokens, sorted by length (longest first), and packed into blocks.
Status LocalEmbedder::Run::window(std::size_t first, std::size_t end)
{
    if (const Status status = tokenize(first, end); !status)
        return status;
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < end - first; ++i) {
        if (cut[i]) {
            order.push_back(i);
            continue;
        }
        const std::lock_guard lock(mutex);
        deliver(first + i, makeError(Errc::EmptyText), nullptr);
    }
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return cut[a]->ids.size() > cut[b]->ids.size(); });
    std::vector<std::size_t> starts;
    for (std::size_t i = 0, rows = kTokensAtOnce; i < order.size(); ++i) {
        const std::size_t length = cut[order[i]]->ids.size();
        if (rows + length > kTokensAtOnce) {
            starts.push_back(i);
            rows = 0;
        }
        rows += length;
    }
    const auto block = [&](std::size_t b, Team &team) {
        const std::size_t last = b + 1 < starts.size() ? starts[b + 1] : order.size();
        encodeBlock({order.data() + starts[b], last - starts[b]}, first, team);
    };
    bool finished = true;
    if (starts.size() < embedder.m_pool.threadCount()) {
        // Too few blocks for each thread to have its own, as a typed query: the threads share each of them.
        for (std::size_t b = 0; b < starts.size() && !control.stopRequested(); ++b)
            Team::gather(embedder.m_pool, priority, [&](Team &team) { block(b, team); });
    } else {
        finished = embedder.m_pool.parallelFor(
            starts.size(), 1,
            [&](std::size_t from, std::size_t to) {
                Team alone;
                for (std::size_t b = from; b < to; ++b)
                    block(b, alone);
            },
            control, priority);
    }
    if (!finished || control.stopRequested())
        return makeError(Errc::Cancelled);
    return fault ? Status(*fault) : Status();
}

} // namespace

Result<std::shared_ptr<const Embedder>> openLocalEmbedder(const std::string &folder, ThreadPool &pool,
                                                          const EmbedderOptions &options)
{
    try {
        auto model = openModelFolder(folder);
        if (!model)
            return model.error();
        auto files = model->weights.files;
        auto encoder = BertEncoder::load(model->config, std::move(model->weights), pool, options.precision);
        if (!encoder) {
            Error error = encoder.error();
            error.path = model->weightsPath;
            return error;
        }
        auto embedder =
            std::make_shared<const LocalEmbedder>(std::move(*model), std::move(*encoder), std::move(files), pool);
        if (const Status status = embedder->selfTest(); !status)
            return status.error();
        return std::shared_ptr<const Embedder>(std::move(embedder));
    } catch (const std::bad_alloc &) {
        return makeError(Errc::OutOfMemory, {}, folder);
    }
}

} // namespace embedscope
