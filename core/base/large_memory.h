#pragma once

#include <cstddef>
#include <memory>

namespace embedscope {

/// Zeroed memory that is kept for long and read from end to end, as a model's weights are. Pieces lie one after another
/// in chunks which the system may back with pages of 2 MiB: with pages of 4 KiB the processor looks up some ten
/// thousand of them for every few texts, which costs the products up to 8 % (docs/performance.md).
///
/// `bytes` at a cache line's boundary; the chunk is given back when the last piece in it is let go. Thread-safe. Throws
/// std::bad_alloc.
std::shared_ptr<void> largeMemory(std::size_t bytes);

/// Zeroed memory of its own, in such pages where the system has them, at one's boundary; parts that nobody touches cost
/// nothing. Throws std::bad_alloc.
void *mapLargePages(std::size_t bytes);
/// Gives back what mapLargePages(bytes) gave.
void unmapLargePages(void *memory, std::size_t bytes);

} // namespace embedscope
