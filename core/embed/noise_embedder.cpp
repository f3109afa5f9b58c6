#include "core/embed/noise_embedder.h"

#include "core/base/sha256.h"
#include "core/base/utf8.h"

#include <array>
#include <cmath>
#include <cstring>

namespace embedscope {

namespace {

constexpr std::size_t kDimensions = 384;
constexpr std::size_t kPerDigest = 8;

using Vector = std::array<float, kDimensions>;

Vector noiseFor(std::string_view text)
{
    std::array<double, kDimensions> raw;
    double square = 0;
    for (std::size_t b = 0; b < kDimensions / kPerDigest; ++b) {
        Sha256 hash;
        hash.add(text);
        const std::array<char, 2> suffix{'\0', static_cast<char>(b)};
        hash.add({suffix.data(), suffix.size()});
        const Sha256::Digest digest = hash.finish();
        for (std::size_t i = 0; i < kPerDigest; ++i) {
            std::uint32_t u = 0;
            for (std::size_t byte = 4; byte-- > 0;)
                u = u << 8 | digest[4 * i + byte];
            const double value = (2.0 * u + 1.0) / 4294967296.0 - 1.0;
            raw[b * kPerDigest + i] = value;
            square += value * value;
        }
    }
    Vector vector;
    for (std::size_t i = 0; i < kDimensions; ++i)
        vector[i] = static_cast<float>(raw[i] / std::sqrt(square));
    return vector;
}

class NoiseEmbedder final : public Embedder
{
public:
    std::string identity() const override { return "noise/sha256/1/384"; }
    std::string name() const override { return "noise"; }
    std::size_t dimensions() const override { return kDimensions; }

    Result<EmbedUsage> embed(std::span<const std::string_view> texts, Role, const EmbedSink &sink,
                             const RunControl &control, Priority) const override
    {
        for (std::size_t i = 0; i < texts.size(); ++i) {
            if (control.stopRequested())
                return makeError(Errc::Cancelled);
            if (isBlank(texts[i])) {
                sink({i, makeError(Errc::EmptyText)});
            } else {
                const Vector vector = noiseFor(texts[i]);
                sink({i, std::span<const float>(vector)});
            }
            control.report(i + 1, texts.size());
        }
        return EmbedUsage{texts.size(), 0};
    }
};

} // namespace

std::shared_ptr<const Embedder> makeNoiseEmbedder()
{
    return std::make_shared<NoiseEmbedder>();
}

} // namespace embedscope
