#pragma once

#include "core/base/result.h"
#include "core/embed/embedder.h"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace embedscope {

/// What services ask for a million tokens. Prices change: the list has a date, and a person may keep one of their own.
struct PriceList
{
    struct Entry
    {
        std::string host = {};
        std::string model = {};
        double dollarsPerMillion = 0;
        std::optional<double> writtenPerMillion = {}; ///< of a model that writes: for the tokens of its answers
    };
    std::string asOf = {}; ///< a date, as 2026-08-21
    std::vector<Entry> entries = {};

    /// Nothing if the list does not have it. A service on this computer (localhost, 127.x.x.x, [::1]) is not in any
    /// list.
    std::optional<double> dollarsPerMillion(std::string_view host, std::string_view model) const;
    /// What a model that writes asks for reading and writing so many tokens. Nothing if the list lacks either price.
    std::optional<double> dollarsForAnswers(std::string_view host, std::string_view model, std::size_t read,
                                            std::size_t written) const;

private:
    const Entry *find(std::string_view host, std::string_view model) const;
};

/// {"as_of", "prices": [{"host", "model", "dollars_per_million_tokens", "dollars_per_million_written_tokens" (of models
/// that write)}]}. Errors: BadJson, BadRecord (what is wrong in
/// the detail).
Result<PriceList> parsePrices(std::string_view json);

/// The person's own list, `prices.json` in the config folder, if there is one; else the program's, of its resources.
/// Errors as parsePrices(), and those of files, with the file as path.
Result<PriceList> loadPrices();

/// What would be sent, for a person to see before it is.
struct SendEstimate
{
    std::string host = {};              ///< empty: nothing leaves this computer
    std::string model = {};             ///< without "api:"
    std::size_t texts = 0;              ///< blank ones are never sent
    std::size_t tokens = 0;             ///< see estimateTokens()
    std::optional<double> dollars = {}; ///< nothing: the price is not known
    std::string pricesAsOf = {};
};

/// Of texts that have no vector in the store; what the embedder's cache has is taken off (cached_embedder.h).
SendEstimate estimateSend(const Embedder &embedder, std::span<const std::string_view> texts, const PriceList &prices,
                          Role role = Role::Plain);

/// What so many tokens cost.
constexpr double dollarsFor(std::size_t tokens, double dollarsPerMillion)
{
    return static_cast<double>(tokens) * dollarsPerMillion / 1e6;
}

/// "$12.35", "4 cents", "less than a cent"; the same in every locale.
std::string priceText(double dollars);

} // namespace embedscope
