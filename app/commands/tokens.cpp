#include "app/commands/commands.h"
#include "app/console.h"
#include "app/json.h"
#include "app/load.h"
#include "core/base/utf8.h"
#include "core/model/tokenizer/unicode_tables.h"
#include "core/scene/display_text.h"

#include <utility>

namespace embedscope {

namespace {

constexpr std::pair<const char *, Role> kRoles[] = {
    {"plain", Role::Plain}, {"query", Role::Query}, {"passage", Role::Passage}};

bool hasPrompts(const Embedder &embedder)
{
    for (const auto &[name, role] : kRoles)
        if (!embedder.prompt(role).empty())
            return true;
    return false;
}

// A piece that begins with an accent has nothing to sit on: the dotted circle is there for that.
std::string pieceText(const std::string &piece)
{
    const bool begins = !piece.empty() && hasFlag(codePointFlags(decodeUtf8(piece, 0).value), CodePointFlag::Mark);
    return displayText(begins ? "\u25CC" + piece : piece);
}

std::string asJson(const Embedder &embedder, const Corpus &corpus, const std::vector<TokenList> &lists)
{
    JsonWriter json;
    json.open('{').member("model", embedder.name());
    if (hasPrompts(embedder)) {
        json.key("prompts").open('{');
        for (const auto &[name, role] : kRoles)
            json.member(name, embedder.prompt(role));
        json.close('}');
    }
    json.key("items").open('[');
    for (std::size_t i = 0; i < lists.size(); ++i) {
        json.newLine().open('{').member("index", i).member("text", corpus.texts[i].text).key("ids").open('[');
        for (const std::int32_t id : lists[i].ids)
            json.value(id);
        json.close(']').key("pieces").open('[');
        for (const std::string &piece : lists[i].pieces)
            json.value(piece);
        json.close(']').member("truncated", lists[i].truncated).close('}');
    }
    return json.close(']').close('}').take();
}

std::string asTable(const Embedder &embedder, const Corpus &corpus, const std::vector<TokenList> &lists)
{
    std::string out;
    for (const auto &[name, role] : kRoles)
        if (const std::string prompt = embedder.prompt(role); !prompt.empty())
            out += "The model puts “" + displayText(prompt) + "” before a " + name + " text.\n";
    if (!out.empty())
        out += "\n";
    for (std::size_t i = 0; i < lists.size(); ++i) {
        const TokenList &list = lists[i];
        out += (i == 0 ? "" : "\n") + std::to_string(i + 1) + "  " + displayText(corpus.texts[i].text) + "\n";
        out += "   " + std::to_string(list.fullCount) + (list.fullCount == 1 ? " token" : " tokens");
        if (list.truncated)
            out += "; the model sees the first " + std::to_string(list.ids.size());
        out += "\n  ";
        for (std::size_t token = 0; token < list.ids.size(); ++token)
            out += " " + pieceText(list.pieces[token]) + "·" + std::to_string(list.ids[token]);
        out += "\n";
    }
    return out;
}

} // namespace

int runTokens(const TokensOptions &options)
{
    const Result<LoadedTexts> loaded = loadTexts(options.common);
    if (!loaded)
        return fail(loaded.error());
    const Result<std::shared_ptr<const Embedder>> embedder = loadEmbedder(options.common);
    if (!embedder)
        return fail(embedder.error());
    std::vector<TokenList> lists;
    for (const Text &text : loaded->corpus.texts) {
        Result<TokenList> list = (*embedder)->tokens(text.text);
        if (!list)
            return fail(list.error());
        lists.push_back(std::move(*list));
    }
    return printOrFail(options.json ? asJson(**embedder, loaded->corpus, lists)
                                    : asTable(**embedder, loaded->corpus, lists));
}

} // namespace embedscope
