#include "app/arguments.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <numeric>
#include <vector>

#include <sys/stat.h>
#include <unistd.h>

namespace embedscope {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// Digits without a needless zero before them.
bool isPlain(std::string_view digits)
{
    return !digits.empty() && std::all_of(digits.begin(), digits.end(), isDigit) &&
           (digits.size() == 1 || digits.front() != '0');
}

/// Letters to change, add or leave out (Levenshtein's distance).
std::size_t editsBetween(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t changed = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({changed, row[j] + 1, diagonal + 1});
        }
    }
    return row.back();
}

} // namespace

std::optional<std::uint64_t> wholeNumber(std::string_view text)
{
    std::uint64_t value = 0;
    if (!isPlain(text) || std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc())
        return std::nullopt;
    return value;
}

std::optional<double> decimalNumber(std::string_view text)
{
    const std::size_t point = std::min(text.find('.'), text.size());
    const std::string_view fraction = text.substr(std::min(point + 1, text.size()));
    const bool fractionFits =
        point == text.size() || (!fraction.empty() && std::all_of(fraction.begin(), fraction.end(), isDigit));
    double value = 0;
    if (!isPlain(text.substr(0, point)) || !fractionFits ||
        std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed).ec != std::errc())
        return std::nullopt;
    return value;
}

std::string wholeNumberSentence(std::string_view given, std::uint64_t least, std::uint64_t most)
{
    std::string sentence = "'" + std::string(given) + "' must be a whole number from " + std::to_string(least);
    sentence += most == std::numeric_limits<std::uint64_t>::max() ? " on" : " to " + std::to_string(most);
    return sentence + ", in plain digits";
}

std::optional<std::string> unknownCommand(const std::string &word, std::span<const std::string> commands)
{
    const bool likeAFile = word.empty() || word.front() == '-' || word.find_first_of("./") != std::string::npos;
    if (likeAFile || std::find(commands.begin(), commands.end(), word) != commands.end() ||
        ::access(word.c_str(), F_OK) == 0)
        return std::nullopt;
    std::string sentence = "there is no command and no file '" + word + "'";
    const auto edits = [&](const std::string &command) {
        // Longer words differ by their length at least.
        return word.size() > 20 ? word.size() : editsBetween(word, command);
    };
    const auto nearest = std::min_element(commands.begin(), commands.end(),
                                          [&](const auto &a, const auto &b) { return edits(a) < edits(b); });
    if (nearest != commands.end() && edits(*nearest) <= 2)
        sentence += " (did you mean " + *nearest + "?)";
    return sentence;
}

std::optional<std::string> inputWrittenOver(const std::string &out, std::span<const std::string> inputs)
{
    struct stat written = {};
    if (::stat(out.c_str(), &written) != 0 || !S_ISREG(written.st_mode))
        return std::nullopt;
    for (const std::string &input : inputs) {
        struct stat read = {};
        const int found = input == "-" ? ::fstat(STDIN_FILENO, &read) : ::stat(input.c_str(), &read);
        if (found == 0 && read.st_dev == written.st_dev && read.st_ino == written.st_ino)
            return input;
    }
    return std::nullopt;
}

} // namespace embedscope
