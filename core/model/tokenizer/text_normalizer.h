#pragma once

#include "core/base/result.h"
#include "core/model/tokenizer/character_map.h"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace embedscope {

/// The normalizers of the `tokenizers` package that SentencePiece's models are written with, one after another:
/// Precompiled, Replace (of a plain text, or of two and more spaces), Strip, Lowercase, Prepend.
class TextNormalizer
{
public:
    TextNormalizer() = default;
    /// From tokenizer.json's `normalizer`, which may be a Sequence or nothing. ModelUnsupported naming another kind,
    /// ModelDamaged.
    static Result<TextNormalizer> fromJson(const nlohmann::json &normalizer);

    /// `text` is well-formed UTF-8.
    std::string apply(std::string_view text) const;
    bool lowercases() const;

private:
    struct Replace
    {
        std::string pattern, content;
    };
    struct CollapseSpaces ///< two and more U+0020
    {
        std::string content;
    };
    struct Strip
    {
        bool left = false, right = false;
    };
    struct Lowercase
    {
    };
    struct Prepend
    {
        std::string content;
    };
    using Step = std::variant<CharacterMap, Replace, CollapseSpaces, Strip, Lowercase, Prepend>;

    static Status addSteps(const nlohmann::json &normalizer, int depth, std::vector<Step> &steps);
    static std::string run(const CharacterMap &map, std::string_view text);
    static std::string run(const Replace &replace, std::string_view text);
    static std::string run(const CollapseSpaces &collapse, std::string_view text);
    static std::string run(const Strip &strip, std::string_view text);
    static std::string run(const Lowercase &lowercase, std::string_view text);
    static std::string run(const Prepend &prepend, std::string_view text);

    std::vector<Step> m_steps;
};

} // namespace embedscope
