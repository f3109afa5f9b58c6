#include "core/system/mapped_file.h"

#include <cerrno>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace embedscope {

namespace {

Error systemFailure(const std::string &path, int code)
{
    Error error = makeError(code == ENOENT || code == ENOTDIR ? Errc::FileMissing
                            : code == ENOMEM                  ? Errc::OutOfMemory
                                                              : Errc::FileUnreadable,
                            {}, path);
    error.systemError = code;
    return error;
}

class Descriptor
{
public:
    explicit Descriptor(int fd) : m_fd(fd) {}
    ~Descriptor()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;
    int get() const { return m_fd; }

private:
    int m_fd;
};

// Opens a regular file and says how long it is. O_NONBLOCK: opening a named pipe must not wait for a writer.
Result<std::size_t> regularFileSize(const Descriptor &file, const std::string &path)
{
    if (file.get() < 0)
        return systemFailure(path, errno);
    struct stat info = {};
    if (::fstat(file.get(), &info) != 0)
        return systemFailure(path, errno);
    if (S_ISDIR(info.st_mode))
        return makeError(Errc::IsFolder, {}, path);
    if (!S_ISREG(info.st_mode))
        return makeError(Errc::FileUnreadable, "not a regular file", path);
    return static_cast<std::size_t>(info.st_size);
}

} // namespace

Result<std::shared_ptr<const MappedFile>> MappedFile::open(const std::string &path)
{
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    const auto size = regularFileSize(file, path);
    if (!size)
        return size.error();
    void *data = nullptr;
    if (*size > 0) {
        data = ::mmap(nullptr, *size, PROT_READ, MAP_SHARED, file.get(), 0);
        if (data == MAP_FAILED)
            return systemFailure(path, errno);
    }
    return std::shared_ptr<const MappedFile>(new MappedFile(data, *size));
}

MappedFile::~MappedFile()
{
    if (m_size > 0)
        ::munmap(const_cast<void *>(m_data), m_size);
}

Result<std::string> readSmallFile(const std::string &path, std::size_t limit)
{
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    const auto size = regularFileSize(file, path);
    if (!size)
        return size.error();
    if (*size > limit)
        return makeError(Errc::TooLarge, std::to_string(*size) + " bytes; at most " + std::to_string(limit), path);
    std::string text(*size, '\0');
    std::size_t done = 0;
    while (done < text.size()) {
        const ssize_t got = ::read(file.get(), text.data() + done, text.size() - done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return systemFailure(path, errno);
        if (got == 0)
            break;
        done += static_cast<std::size_t>(got);
    }
    text.resize(done);
    return text;
}

} // namespace embedscope
