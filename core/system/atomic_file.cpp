#include "core/system/atomic_file.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

namespace embedscope {

namespace {

// The table of unfinished files: of fixed size and without locks, since a signal handler reads it.
constexpr std::size_t kSlots = 32;
constexpr std::size_t kLongestPath = 4096;
enum SlotState : int { Free, Claimed, Live };

struct Slot
{
    std::atomic<int> state = Free;
    char path[kLongestPath] = {};
};
static_assert(std::atomic<int>::is_always_lock_free);

std::array<Slot, kSlots> &slots()
{
    static constinit std::array<Slot, kSlots> table;
    return table;
}

/// -1 when the table is full or the path too long: the file is then only missed by removeUnfinishedFiles().
int enterSlot(const std::string &path)
{
    if (path.size() >= kLongestPath)
        return -1;
    for (std::size_t i = 0; i < kSlots; ++i) {
        Slot &slot = slots()[i];
        int expected = Free;
        if (!slot.state.compare_exchange_strong(expected, Claimed))
            continue;
        std::memcpy(slot.path, path.c_str(), path.size() + 1);
        slot.state.store(Live, std::memory_order_release);
        return static_cast<int>(i);
    }
    return -1;
}

void leaveSlot(int &slot)
{
    if (slot >= 0)
        slots()[static_cast<std::size_t>(slot)].state.store(Free, std::memory_order_release);
    slot = -1;
}

std::string folderOf(const std::string &path)
{
    const std::size_t slash = path.rfind('/');
    if (slash == std::string::npos)
        return ".";
    return slash == 0 ? "/" : path.substr(0, slash);
}

Error writeError(int systemError, const std::string &path)
{
    const bool full = systemError == ENOSPC || systemError == EDQUOT;
    const Errc code = full ? Errc::DiskFull : systemError == EISDIR ? Errc::IsFolder : Errc::FileUnwritable;
    Error error = makeError(code, {}, path);
    error.systemError = systemError;
    return error;
}

/// The path at the end of a chain of symbolic links; it need not exist. errno values as failure.
int followLinks(std::string &path)
{
    for (int step = 0; step < 40; ++step) {
        struct stat status = {};
        if (::lstat(path.c_str(), &status) != 0)
            return errno == ENOENT ? 0 : errno;
        if (!S_ISLNK(status.st_mode))
            return 0;
        std::string destination(kLongestPath, '\0');
        const ssize_t length = ::readlink(path.c_str(), destination.data(), destination.size());
        if (length < 0)
            return errno;
        destination.resize(static_cast<std::size_t>(length));
        if (destination.empty())
            return ENOENT;
        path = destination.front() == '/' ? destination : folderOf(path) + '/' + destination;
    }
    return ELOOP;
}

std::string temporaryName(const std::string &folder)
{
    // Short and of its own, so that a target's name of 255 bytes still has room.
    std::uint64_t number = 0;
    if (::getrandom(&number, sizeof number, GRND_NONBLOCK) != static_cast<ssize_t>(sizeof number)) {
        static std::atomic<std::uint64_t> counter = 0;
        number = static_cast<std::uint64_t>(::getpid()) << 32 | counter++;
    }
    char name[48];
    std::snprintf(name, sizeof name, "/.embedscope-%016llx.tmp", static_cast<unsigned long long>(number));
    return folder + name;
}

/// A fresh temporary file, entered in the table before it exists. Returns the descriptor, or -1 with errno.
int createTemporary(const std::string &folder, std::string &path, int &slot)
{
    for (int attempt = 0; attempt < 16; ++attempt) {
        path = temporaryName(folder);
        slot = enterSlot(path);
        const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (file >= 0)
            return file;
        const int reason = errno;
        leaveSlot(slot);
        path.clear();
        errno = reason;
        if (reason != EEXIST)
            break;
    }
    return -1;
}

} // namespace

Result<AtomicFileWriter> AtomicFileWriter::open(const std::string &path, FileAccess access)
{
    AtomicFileWriter writer;
    writer.m_givenPath = path;
    writer.m_target = path;
    if (path.empty() || path.find('\0') != std::string::npos)
        return writeError(ENOENT, path);
    if (path.back() == '/')
        return writeError(EISDIR, path);
    if (const int reason = followLinks(writer.m_target))
        return writeError(reason, path);

    struct stat old = {};
    const bool exists = ::stat(writer.m_target.c_str(), &old) == 0;
    if (exists && S_ISDIR(old.st_mode))
        return writeError(EISDIR, path);
    if (exists && !S_ISREG(old.st_mode)) {
        writer.m_file = ::open(writer.m_target.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY);
        if (writer.m_file < 0)
            return writeError(errno, path);
        return writer;
    }
    // A rename would replace a file that its owner has protected: refuse as a plain write would.
    if (exists && ::faccessat(AT_FDCWD, writer.m_target.c_str(), W_OK, AT_EACCESS) != 0)
        return writeError(errno, path);

    writer.m_file = createTemporary(folderOf(writer.m_target), writer.m_temporary, writer.m_slot);
    if (writer.m_file < 0)
        return writeError(errno, path);
    if (exists) {
        // The owner can only be kept by the superuser; the mode is set after it, since chown clears bits.
        if ((old.st_uid != ::geteuid() || old.st_gid != ::getegid()) &&
            ::fchown(writer.m_file, old.st_uid, old.st_gid) != 0) {
        }
        if (::fchmod(writer.m_file, old.st_mode & 07777) != 0)
            return writer.fail(errno);
    }
    if (access == FileAccess::OwnerOnly && ::fchmod(writer.m_file, S_IRUSR | S_IWUSR) != 0)
        return writer.fail(errno);
    return writer;
}

AtomicFileWriter::AtomicFileWriter(AtomicFileWriter &&other) noexcept
    : m_givenPath(std::move(other.m_givenPath)),
      m_target(std::move(other.m_target)),
      m_temporary(std::exchange(other.m_temporary, {})),
      m_file(std::exchange(other.m_file, -1)),
      m_slot(std::exchange(other.m_slot, -1)),
      m_error(std::move(other.m_error)),
      m_failed(other.m_failed)
{
}

AtomicFileWriter &AtomicFileWriter::operator=(AtomicFileWriter &&other) noexcept
{
    if (this != &other) {
        discard();
        m_givenPath = std::move(other.m_givenPath);
        m_target = std::move(other.m_target);
        m_temporary = std::exchange(other.m_temporary, {});
        m_file = std::exchange(other.m_file, -1);
        m_slot = std::exchange(other.m_slot, -1);
        m_error = std::move(other.m_error);
        m_failed = other.m_failed;
    }
    return *this;
}

AtomicFileWriter::~AtomicFileWriter()
{
    discard();
}

void AtomicFileWriter::discard() noexcept
{
    if (m_file >= 0)
        ::close(std::exchange(m_file, -1));
    if (!m_temporary.empty())
        ::unlink(m_temporary.c_str());
    m_temporary.clear();
    leaveSlot(m_slot);
}

Error AtomicFileWriter::fail(int systemError)
{
    discard();
    m_error = writeError(systemError, m_givenPath);
    m_failed = true;
    return m_error;
}

Status AtomicFileWriter::write(std::string_view bytes)
{
    if (m_failed)
        return m_error;
    if (m_file < 0)
        return fail(EBADF);
    while (!bytes.empty()) {
        const ssize_t written = ::write(m_file, bytes.data(), bytes.size());
        if (written < 0) {
            if (errno == EINTR)
                continue;
            return fail(errno);
        }
        if (written == 0)
            return fail(EIO);
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

Status AtomicFileWriter::commit()
{
    if (m_failed)
        return m_error;
    if (m_file < 0)
        return fail(EBADF);
    const bool direct = m_temporary.empty();
    // Pipes and terminals have nothing to make durable.
    if (::fsync(m_file) != 0 && !(direct && (errno == EINVAL || errno == EROFS || errno == ENOTSUP)))
        return fail(errno);
    // A network file system may report a full disk only here.
    if (::close(std::exchange(m_file, -1)) != 0 && errno != EINTR)
        return fail(errno);
    if (direct)
        return {};
    if (::rename(m_temporary.c_str(), m_target.c_str()) != 0)
        return fail(errno);
    m_temporary.clear();
    leaveSlot(m_slot);
    // The new name is durable once its folder is. A file system that cannot do this is no reason to report a failure:
    // the file is in place.
    const int folder = ::open(folderOf(m_target).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder >= 0) {
        ::fsync(folder);
        ::close(folder);
    }
    return {};
}

Status writeFileAtomically(const std::string &path, std::string_view bytes, FileAccess access)
{
    auto writer = AtomicFileWriter::open(path, access);
    if (!writer)
        return writer.error();
    if (Status status = writer->write(bytes); !status)
        return status;
    return writer->commit();
}

void removeUnfinishedFiles() noexcept
{
    const int reason = errno;
    for (Slot &slot : slots())
        if (slot.state.load(std::memory_order_acquire) == Live)
            ::unlink(slot.path);
    errno = reason;
}

} // namespace embedscope
