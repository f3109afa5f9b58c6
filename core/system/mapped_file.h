#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace embedscope {

/// A file's bytes, read-only, without reading them all: pages come as they are touched and are shared with every other
/// process that maps the file. The file must not be cut short while it is mapped.
class MappedFile
{
public:
    /// FileMissing, IsFolder, FileUnreadable. An empty file is an empty view.
    static Result<std::shared_ptr<const MappedFile>> open(const std::string &path);

    ~MappedFile();
    MappedFile(const MappedFile &) = delete;
    MappedFile &operator=(const MappedFile &) = delete;

    std::string_view bytes() const { return {static_cast<const char *>(m_data), m_size}; }

private:
    MappedFile(const void *data, std::size_t size) : m_data(data), m_size(size) {}

    const void *m_data = nullptr;
    std::size_t m_size = 0;
};

/// A whole small file. TooLarge beyond `limit` bytes (checked before anything is read), else as MappedFile::open().
Result<std::string> readSmallFile(const std::string &path, std::size_t limit);

} // namespace embedscope
