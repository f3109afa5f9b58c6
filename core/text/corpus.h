#pragma once

#include "core/base/ids.h"
#include "core/text/texts.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace embedscope {

/// An ordered list of texts with their columns. Plain data; ids are unique within it.
struct Corpus
{
    Texts texts = {};
    std::vector<std::string> columnNames = {}; ///< names of the further columns
    std::string groupName = {};                ///< name of the group column; empty: there is none

    bool operator==(const Corpus &) const = default;
    std::size_t size() const { return texts.size(); }
    bool empty() const { return texts.empty(); }

    /// Appends a text with a fresh id, one above the highest in use, and returns it. Looks at all others: many are
    /// appended without ids, and given them together.
    TextId add(std::string text, std::string group = {});
    /// Gives every text whose id is 0 a fresh one.
    void assignIds();
    /// Position of the text with this id.
    std::optional<std::size_t> indexOf(TextId id) const;
};

} // namespace embedscope
