// Reads a tokenizer.json of the kind Unigram.

#include "core/base/utf8.h"
#include "core/model/tokenizer/json_fields.h"
#include "core/model/tokenizer/unigram_tokenizer.h"

#include <cmath>
#include <utility>

namespace embedscope {

using namespace tokenizer_json;

namespace {

// SentencePiece makes pieces of 16 characters at most unless it is told otherwise. The search takes a step a byte.
constexpr std::size_t kLongestPiece = 1024;
// Log-probabilities lie between −20 and 0; sums of these stay exact enough to be compared.
constexpr double kLargestScore = 1e9;

} // namespace

Status UnigramTokenizer::readModel(const Json &model, Parts &parts)
{
    if (stringOr(model, "type", "Unigram") != "Unigram")
        return unsupported("model is " + typeOf(model));
    const Json::array_t &vocab = arrayMember(model, "vocab");
    if (vocab.empty())
        return damaged("model.vocab is empty");
    parts.pieces.reserve(vocab.size());
    parts.scores.reserve(vocab.size());
    for (const Json &entry : vocab) {
        const std::string place = "model.vocab: entry " + std::to_string(parts.pieces.size());
        if (!entry.is_array() || entry.size() != 2 || !entry[0].is_string() || !entry[1].is_number())
            return damaged(place + " is not a piece with its score");
        const auto &piece = entry[0].get_ref<const std::string &>();
        const auto score = entry[1].get<double>();
        if (!(std::abs(score) <= kLargestScore))
            return damaged(place + " has a score that is none");
        if (piece.size() > kLongestPiece)
            return unsupported(place + " has " + std::to_string(piece.size()) + " bytes");
        parts.pieces.push_back(piece);
        parts.scores.push_back(score);
    }
    const auto unknown = idOf(member(model, "unk_id"));
    if (!unknown || static_cast<std::size_t>(*unknown) >= parts.pieces.size())
        return damaged("model.unk_id is no id of the vocabulary");
    parts.unknownId = *unknown;
    parts.byteFallback = boolOr(model, "byte_fallback", false);
    return {};
}

Status UnigramTokenizer::readPreTokenizer(const Json &preTokenizer, Parts &parts)
{
    if (preTokenizer.is_null())
        return {};
    const std::string type = typeOf(preTokenizer);
    if (type == "Sequence") {
        const Json::array_t &list = arrayMember(preTokenizer, "pretokenizers");
        for (const Json &part : list) {
            if (typeOf(part) == "Sequence")
                return unsupported("pre_tokenizer: a Sequence in a Sequence");
            if (const Status status = readPreTokenizer(part, parts); !status)
                return status;
        }
        return {};
    }
    if (type == "WhitespaceSplit" && !parts.metaspace) {
        parts.splitsAtWhitespace = true;
        return {};
    }
    if (type != "Metaspace" || parts.metaspace)
        return unsupported("pre_tokenizer is " + type + (parts.metaspace ? " after Metaspace" : ""));
    Metaspace space;
    space.mark = stringMember(preTokenizer, "replacement");
    if (countCharacters(space.mark) != 1)
        return damaged("pre_tokenizer.replacement is not one character");
    // Files before 2024 say it by a flag.
    const std::string prefix =
        stringOr(preTokenizer, "prepend_scheme", boolOr(preTokenizer, "add_prefix_space", true) ? "always" : "never");
    if (prefix != "always" && prefix != "first" && prefix != "never")
        return unsupported("pre_tokenizer.prepend_scheme is " + inQuotes(prefix));
    space.prefix = prefix == "always" ? Prefix::Always : prefix == "first" ? Prefix::First : Prefix::Never;
    if (space.prefix == Prefix::First && parts.splitsAtWhitespace)
        return unsupported("pre_tokenizer.prepend_scheme \"first\" after WhitespaceSplit");
    space.splits = boolOr(preTokenizer, "split", true);
    parts.metaspace = std::move(space);
    return {};
}

Result<UnigramTokenizer::Parts> UnigramTokenizer::partsOf(const Json &document)
{
    Parts parts;
    const Json &model = member(document, "model");
    if (model.is_null())
        return damaged("no model");
    if (const Status status = readModel(model, parts); !status)
        return status.error();
    if (const Status status = readPreTokenizer(member(document, "pre_tokenizer"), parts); !status)
        return status.error();
    auto normalizer = TextNormalizer::fromJson(member(document, "normalizer"));
    if (!normalizer)
        return std::move(normalizer).error();
    parts.normalizer = std::move(*normalizer);

    std::vector<std::pair<std::string_view, std::int32_t>> entries;
    entries.reserve(parts.pieces.size());
    for (std::size_t i = 0; i < parts.pieces.size(); ++i)
        entries.emplace_back(parts.pieces[i], static_cast<std::int32_t>(i));
    parts.trie = PieceTrie(std::move(entries));
    AddedTokens added;
    const auto idInModel = [&](const std::string &content) -> std::optional<std::int32_t> {
        const PieceTrie::Match match = parts.trie.longest(content);
        return match.id >= 0 && match.size == content.size() ? std::optional(match.id) : std::nullopt;
    };
    const auto take = [&](const std::string &content, std::int32_t id) -> Status {
        if (id < 0 || static_cast<std::size_t>(id) != parts.pieces.size())
            return damaged("id of " + inQuotes(content) + " is not the next one, " +
                           std::to_string(parts.pieces.size()));
        parts.pieces.push_back(content);
        return {};
    };
    if (const Status status = readAddedTokens(document, idInModel, take, added); !status)
        return status.error();
    parts.addedTokens = std::move(added.tokens);

    static constexpr char kDigits[] = "0123456789ABCDEF";
    for (std::size_t byte = 0; byte < parts.byteIds.size(); ++byte) {
        parts.byteIds[byte] =
            idInModel(std::string("<0x") + kDigits[byte >> 4] + kDigits[byte & 15] + ">").value_or(-1);
    }
    auto around = templateOf(document, parts.pieces.size());
    if (!around)
        return std::move(around).error();
    parts.before = std::move(around->before);
    parts.after = std::move(around->after);
    return parts;
}

Result<std::unique_ptr<UnigramTokenizer>> UnigramTokenizer::fromDocument(const Json &document)
{
    using Made = std::unique_ptr<UnigramTokenizer>;
    return guarded<Made>([&]() -> Result<Made> {
        auto parts = partsOf(document);
        if (!parts)
            return std::move(parts).error();
        return Made(new UnigramTokenizer(std::move(*parts)));
    });
}

} // namespace embedscope
