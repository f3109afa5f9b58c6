#pragma once

#include "core/base/result.h"

#include <string>
#include <string_view>

namespace embedscope {

/// Who may read a written file.
enum class FileAccess {
    Usual,     ///< as an existing file had it, else as the process's umask says
    OwnerOnly, ///< mode 0600, whatever it was before
};

/// Writes a file whole or not at all: bytes go to a temporary file in the same folder, which takes the target's place
/// in one step when commit() succeeds. Until then, and after any failure, the old file stays as it was, byte for byte,
/// and the temporary file is removed. Mode bits of an existing file are kept; a symbolic link stays a link and its
/// target is replaced. A target that is neither file nor folder (/dev/stdout, a pipe) is written directly.
/// Errors carry path and errno: DiskFull (ENOSPC, EDQUOT), IsFolder, FileUnwritable for the rest.
class AtomicFileWriter
{
public:
    static Result<AtomicFileWriter> open(const std::string &path, FileAccess access = FileAccess::Usual);

    AtomicFileWriter(AtomicFileWriter &&other) noexcept;
    AtomicFileWriter &operator=(AtomicFileWriter &&other) noexcept;
    AtomicFileWriter(const AtomicFileWriter &) = delete;
    AtomicFileWriter &operator=(const AtomicFileWriter &) = delete;
    /// Discards what was not committed.
    ~AtomicFileWriter();

    /// After a failed write() or commit() everything is discarded and further calls repeat the failure.
    Status write(std::string_view bytes);
    /// Makes the new file durable and puts it in place.
    Status commit();
    void discard() noexcept;

private:
    AtomicFileWriter() = default;
    Error fail(int systemError);

    std::string m_givenPath;
    std::string m_target;    ///< the given path with symbolic links followed
    std::string m_temporary; ///< empty when the target is written directly
    int m_file = -1;
    int m_slot = -1; ///< in the table of unfinished files
    Error m_error;
    bool m_failed = false;
};

/// The whole of `bytes` to the file, or nothing. Errors as AtomicFileWriter.
Status writeFileAtomically(const std::string &path, std::string_view bytes, FileAccess access = FileAccess::Usual);

/// Removes the temporary files of all writers that are at work in this process. Async-signal-safe: for the handler of
/// SIGINT and SIGTERM, which ends the process afterwards.
void removeUnfinishedFiles() noexcept;

} // namespace embedscope
