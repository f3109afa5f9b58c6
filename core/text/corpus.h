#pragma once

#include "core/base/ids.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace embedscope {

/// One item of a corpus. Strings are valid UTF-8.
struct Text
{
    TextId id = {};                        ///< 0 until the text has been given one (Corpus::add, the Document)
    std::string text = {};                 ///< exactly what the person typed or the file held
    std::string group = {};                ///< value of the group column; empty: none
    std::vector<std::string> columns = {}; ///< further columns, in the order of Corpus::columnNames; may be shorter
    bool operator==(const Text &) const = default;
};

/// An ordered list of texts with their columns. Plain data; ids are unique within it.
struct Corpus
{
    std::vector<Text> texts = {};
    std::vector<std::string> columnNames = {}; ///< names of the further columns
    std::string groupName = {};                ///< name of the group column; empty: there is none

    bool operator==(const Corpus &) const = default;
    std::size_t size() const { return texts.size(); }
    bool empty() const { return texts.empty(); }

    /// Appends a text with a fresh id, one above the highest in use, and returns it.
    TextId add(std::string text, std::string group = {});
    /// Gives every text whose id is 0 a fresh one.
    void assignIds();
    /// Position of the text with this id.
    std::optional<std::size_t> indexOf(TextId id) const;
};

} // namespace embedscope
