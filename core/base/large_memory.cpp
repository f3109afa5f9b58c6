#include "core/base/large_memory.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <mutex>
#include <new>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace embedscope {

namespace {

constexpr std::size_t kPage = std::size_t{2} << 20;
constexpr std::size_t kChunk = 8 * kPage;
constexpr std::size_t kLine = 64;

std::size_t roundedUp(std::size_t bytes, std::size_t step)
{
    return (bytes + step - 1) / step * step;
}

std::mutex g_mutex;
// The chunk that is being filled; it goes with the last piece in it.
std::weak_ptr<char> g_chunk;
std::size_t g_used = 0;

std::shared_ptr<char> newChunk(std::size_t bytes)
{
    return {static_cast<char *>(mapLargePages(bytes)), [bytes](char *p) { unmapLargePages(p, bytes); }};
}

} // namespace

void *mapLargePages(std::size_t bytes)
{
    if (bytes > static_cast<std::size_t>(-1) / 2)
        throw std::bad_alloc();
    bytes = roundedUp(bytes, kPage);
#if defined(__linux__)
    // One page more, and what lies before the boundary and behind the end is given back.
    void *const mapped = ::mmap(nullptr, bytes + kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapped == MAP_FAILED)
        throw std::bad_alloc();
    const auto address = reinterpret_cast<std::uintptr_t>(mapped);
    char *const begin = static_cast<char *>(mapped) + (roundedUp(address, kPage) - address);
    const auto before = static_cast<std::size_t>(begin - static_cast<char *>(mapped));
    if (before > 0)
        ::munmap(mapped, before);
    if (before < kPage)
        ::munmap(begin + bytes, kPage - before);
    ::madvise(begin, bytes, MADV_HUGEPAGE); // where there are none, small pages will do
    return begin;
#else
    void *const memory = ::operator new[](bytes, std::align_val_t{kLine});
    std::memset(memory, 0, bytes);
    return memory;
#endif
}

void unmapLargePages(void *memory, std::size_t bytes)
{
#if defined(__linux__)
    ::munmap(memory, roundedUp(bytes, kPage));
#else
    ::operator delete[](memory, std::align_val_t{kLine});
#endif
}

std::shared_ptr<void> largeMemory(std::size_t bytes)
{
    if (bytes > static_cast<std::size_t>(-1) / 2)
        throw std::bad_alloc();
    bytes = roundedUp(std::max<std::size_t>(bytes, 1), kLine);
    const std::lock_guard lock(g_mutex);
    std::shared_ptr<char> chunk = g_chunk.lock();
    if (!chunk || kChunk - g_used < bytes) {
        chunk = newChunk(std::max(kChunk, roundedUp(bytes, kPage)));
        if (bytes >= kChunk) // all its own; the other one is filled on
            return {chunk, chunk.get()};
        g_chunk = chunk;
        g_used = 0;
    }
    void *const piece = chunk.get() + g_used;
    g_used += bytes;
    return {std::move(chunk), piece};
}

} // namespace embedscope
