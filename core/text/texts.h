#pragma once

#include "core/base/ids.h"

#include <atomic>
#include <cstddef>
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

/// A list of texts, held once by all its copies until one of them is changed: a snapshot of it costs nothing. Different
/// copies may be used, and changed, by different threads.
class Texts
{
public:
    Texts() = default;
    Texts(std::vector<Text> texts);
    Texts(const Texts &other);
    Texts(Texts &&other) noexcept;
    Texts &operator=(Texts other) noexcept;
    ~Texts();

    const std::vector<Text> &list() const;
    operator const std::vector<Text> &() const { return list(); }
    std::size_t size() const { return list().size(); }
    bool empty() const { return list().empty(); }
    const Text &operator[](std::size_t i) const { return list()[i]; }
    const Text &front() const { return list().front(); }
    const Text &back() const { return list().back(); }
    auto begin() const { return list().begin(); }
    auto end() const { return list().end(); }
    bool operator==(const Texts &other) const { return m_shared == other.m_shared || list() == other.list(); }

    /// To be changed: a list that only this one holds, copied where there were others. Throws std::bad_alloc.
    std::vector<Text> &edit();
    /// The list itself, copied where others hold it; this one is empty then. Throws std::bad_alloc.
    std::vector<Text> take();

private:
    struct Shared
    {
        std::vector<Text> list;
        std::atomic<std::size_t> holders;
    };
    bool alone() const;

    Shared *m_shared = nullptr; ///< none: empty
};

} // namespace embedscope
