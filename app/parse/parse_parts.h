#pragma once

#include "app/arguments.h"
#include "app/options.h"

#include <CLI/CLI.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace embedscope {

// What the subcommands' options are made of.

inline constexpr std::uint64_t kNoLimit = std::numeric_limits<std::uint64_t>::max();

/// The check without its own words in the help: the option's sentence says it better.
CLI::Validator plain(CLI::Validator check);

/// A file's name must have one of these endings.
CLI::Validator endings(const std::vector<std::string> &known);

/// A list option that takes its values as they stand: CLI11's own would read "[a,b]" and "{}" as lists.
CLI::Option *addWords(CLI::App &app, const std::string &name, std::vector<std::string> &words, const std::string &help);
CLI::Option *addText(CLI::App &app, const std::string &name, std::optional<std::string> &word, const std::string &help);

/// More than one positional needs extra arguments; a file whose whole name is "[…]" is then to be written "./[…]".
CLI::Option *addFiles(CLI::App &app, std::vector<std::string> &files, const std::string &help);

/// CLI11's own numbers may be octal, hexadecimal, negative or too large, and wrap around.
template <class T>
CLI::Option *addWhole(CLI::App &app, const std::string &name, T &number, std::uint64_t least, std::uint64_t most,
                      const std::string &help)
{
    const auto keep = [&number, name, least, most](const CLI::results_t &given) {
        const auto value = wholeNumber(given.back());
        if (!value || *value < least || *value > most)
            throw CLI::ValidationError(name, wholeNumberSentence(given.back(), least, most));
        number = static_cast<T>(*value);
        return true;
    };
    return app.add_option(name, CLI::callback_t(keep), help)
        ->type_size(1)
        ->expected(1)
        ->allow_extra_args(false)
        ->type_name("N");
}

/// The options that all subcommands with texts have.
void addCommon(CLI::App &app, CommonOptions &common);

} // namespace embedscope
