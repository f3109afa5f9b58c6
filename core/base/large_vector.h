#pragma once

#include "core/base/large_memory.h"

#include <cstddef>
#include <limits>
#include <memory>
#include <new>
#include <utility>
#include <vector>

namespace embedscope {

/// Of LargeVector.
template <class T> class LargeAllocator
{
public:
    using value_type = T;

    LargeAllocator() = default;
    template <class U> LargeAllocator(const LargeAllocator<U> &) {}

    T *allocate(std::size_t count)
    {
        if (count > std::numeric_limits<std::size_t>::max() / sizeof(T))
            throw std::bad_array_new_length();
        return static_cast<T *>(isLarge(count) ? mapLargePages(count * sizeof(T)) : ::operator new(count * sizeof(T)));
    }
    void deallocate(T *p, std::size_t count)
    {
        if (isLarge(count))
            unmapLargePages(p, count * sizeof(T));
        else
            ::operator delete(p);
    }

    /// Without arguments: as `new T`, not as `new T()`.
    template <class U> void construct(U *p) { ::new (static_cast<void *>(p)) U; }
    template <class U, class... Arguments> void construct(U *p, Arguments &&...arguments)
    {
        std::construct_at(p, std::forward<Arguments>(arguments)...);
    }

    bool operator==(const LargeAllocator &) const { return true; }

private:
    static bool isLarge(std::size_t count) { return count >= (std::size_t{4} << 20) / sizeof(T); }
};

/// A vector for what may be hundreds of megabytes: in large pages, which are given back at once where a gigabyte in
/// small ones takes a tenth of a second; and resize() does not write to it: plain numbers that it adds are anything.
template <class T> using LargeVector = std::vector<T, LargeAllocator<T>>;

} // namespace embedscope
