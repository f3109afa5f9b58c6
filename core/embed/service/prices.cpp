#include "core/embed/service/prices.h"

#include "core/base/json_depth.h"
#include "core/base/utf8.h"
#include "core/embed/cache/cached_embedder.h"
#include "core/embed/service/token_estimate.h"
#include "core/system/mapped_file.h"
#include "core/system/standard_folders.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace embedscope {

namespace {

using Json = nlohmann::json;

constexpr std::size_t kDeepest = 8; // brackets, one in the other

bool isPrice(const Json &json)
{
    return json.is_number() && json.get<double>() >= 0;
}

Result<PriceList> readPrices(const std::string &path)
{
    const Result<std::string> text = readSmallFile(path, 1 << 20);
    if (!text)
        return text.error();
    Result<PriceList> prices = parsePrices(*text);
    if (prices)
        return prices;
    Error error = prices.error();
    error.path = path;
    return error;
}

} // namespace

const PriceList::Entry *PriceList::find(std::string_view host, std::string_view model) const
{
    const auto entry = std::find_if(entries.begin(), entries.end(), [&](const Entry &candidate) {
        return candidate.host == host && candidate.model == model;
    });
    return entry == entries.end() ? nullptr : &*entry;
}

std::optional<double> PriceList::dollarsPerMillion(std::string_view host, std::string_view model) const
{
    const Entry *const entry = find(host, model);
    return entry ? std::optional(entry->dollarsPerMillion) : std::nullopt;
}

std::optional<double> PriceList::dollarsForAnswers(std::string_view host, std::string_view model, std::size_t read,
                                                   std::size_t written) const
{
    const Entry *const entry = find(host, model);
    if (!entry || !entry->writtenPerMillion)
        return std::nullopt;
    return dollarsFor(read, entry->dollarsPerMillion) + dollarsFor(written, *entry->writtenPerMillion);
}

Result<PriceList> parsePrices(std::string_view text)
{
    try {
        if (jsonDepth(text) > kDeepest)
            return makeError(Errc::BadJson, "nested too deeply");
        const Json json = Json::parse(text, nullptr, false);
        if (json.is_discarded())
            return makeError(Errc::BadJson);
        if (!json.is_object() || !json.contains("as_of") || !json["as_of"].is_string() || !json.contains("prices") ||
            !json["prices"].is_array())
            return makeError(Errc::BadRecord, "a list of prices has \"as_of\" and \"prices\"");
        PriceList list;
        list.asOf = json["as_of"].get<std::string>();
        for (const Json &entry : json["prices"]) {
            const auto has = [&](const char *name) { return entry.is_object() && entry.contains(name); };
            if (!has("host") || !has("model") || !has("dollars_per_million_tokens") || !entry["host"].is_string() ||
                !entry["model"].is_string() || !isPrice(entry["dollars_per_million_tokens"]))
                return makeError(
                    Errc::BadRecord,
                    "a price has \"host\", \"model\" and \"dollars_per_million_tokens\", a number from 0 on");
            list.entries.push_back({entry["host"].get<std::string>(), entry["model"].get<std::string>(),
                                    entry["dollars_per_million_tokens"].get<double>()});
            if (!has("dollars_per_million_written_tokens"))
                continue;
            if (!isPrice(entry["dollars_per_million_written_tokens"]))
                return makeError(Errc::BadRecord, "\"dollars_per_million_written_tokens\" is a number from 0 on");
            list.entries.back().writtenPerMillion = entry["dollars_per_million_written_tokens"].get<double>();
        }
        return list;
    } catch (const std::bad_alloc &) {
        return makeError(Errc::OutOfMemory);
    } catch (const Json::exception &) {
        return makeError(Errc::BadRecord);
    }
}

Result<PriceList> loadPrices()
{
    Result<PriceList> own = readPrices(standardFolder(StandardFolder::Config) + "/prices.json");
    if (own || own.error().code != Errc::FileMissing)
        return own;
    const Result<std::string> resources = resourcesFolder();
    if (!resources)
        return resources.error();
    return readPrices(*resources + "/prices.json");
}

SendEstimate estimateSend(const Embedder &embedder, std::span<const std::string_view> texts, const PriceList &prices,
                          Role role)
{
    constexpr std::string_view kService = "api:";
    SendEstimate estimate;
    estimate.host = embedder.host();
    const std::string name = embedder.name();
    estimate.model = name.starts_with(kService) ? name.substr(kService.size()) : name;
    if (estimate.host.empty())
        return estimate;
    for (const std::string_view text : textsToSend(embedder, texts, role)) {
        ++estimate.texts;
        estimate.tokens += estimateTokens(text);
    }
    if (const auto price = prices.dollarsPerMillion(estimate.host, estimate.model)) {
        estimate.dollars = dollarsFor(estimate.tokens, *price);
        estimate.pricesAsOf = prices.asOf;
    }
    return estimate;
}

std::string priceText(double dollars)
{
    const auto cents = static_cast<long long>(std::llround(std::min(dollars, 1e12) * 100));
    if (dollars < 0.01)
        return dollars > 0 ? "less than a cent" : "nothing";
    if (cents < 100)
        return std::to_string(cents) + (cents == 1 ? " cent" : " cents");
    const std::string rest = std::to_string(cents % 100);
    return "$" + std::to_string(cents / 100) + "." + (rest.size() < 2 ? "0" : "") + rest;
}

} // namespace embedscope
