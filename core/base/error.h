#pragma once

#include <cstdint>
#include <string>
#include <utility>

namespace embedscope {

/// What went wrong, in the language of the core. The sentence that a person reads (what, where, what to do) is made
/// from it in one place: errorText() in ui/state.
enum class Errc : std::uint8_t {
    // Control
    Cancelled,       ///< the caller asked to stop; not a failure to report
    OutOfMemory,     ///< an allocation that the work needs was refused
    Internal,        ///< a broken invariant of ours; detail says which
    InvalidArgument, ///< a value out of its range; detail names it
    // Files
    FileMissing,
    FileUnreadable, ///< permissions or an input/output error; systemError says which
    IsFolder,
    NotAFolder,
    FileUnwritable,
    DiskFull,
    TooLarge, ///< beyond a stated limit; detail names the limit
    Database, ///< SQLite refused; detail is its message
    // Content of text files
    BinaryContent, ///< NUL bytes where text was expected; line is the first one
    OpenQuote,     ///< a quoted CSV field never ends; line is where it began
    NoTexts,       ///< nothing but blank lines
    BadJson,       ///< line and column of the first fault
    BadRecord,     ///< well-formed JSON of a shape we do not know
    NoSuchColumn,  ///< detail names it
    UnknownFormat,
    BadVector, ///< a vector with a wrong length, a NaN or an infinity; line or row says where
    // Models
    ModelMissing,     ///< no such folder, or a file of it is not there (detail)
    ModelUnsupported, ///< a kind of model we do not run; detail says what it is
    ModelDamaged,     ///< a file of the model breaks its own format; detail names tensor or field
    // Numbers
    TooFewTexts,
    NotFinite, ///< NaN or infinity in the input; line is the row, counted from 1
    TooManyForMethod,
    DimensionMismatch,
    BadAxis, ///< a meaning axis that its examples do not make; detail says why
    // Embedding one text
    EmptyText,
    ModelMismatch, ///< vectors that were imported do not come from the model that is open
    // Pictures
    PictureTooLarge,
    NoRecipe, ///< a picture that carries no texts
    // Services on the network: path is the host, detail what it said, as plain text without any key
    HostNotFound,
    NoConnection,     ///< nobody answers there, or no way leads there
    ConnectionBroken, ///< it ended before the answer did
    NoAnswer,         ///< a time-out; detail says of what
    TlsRefused,       ///< the certificate, or the encryption, cannot be trusted
    PlainHttpRefused, ///< http:// to another computer, which nobody allowed
    RedirectRefused,  ///< it sends us elsewhere; detail is the address
    BadAnswer,        ///< an answer that is not what was asked for; detail says how
    KeyMissing,       ///< the service wants a key and there is none; detail is the environment variable for it
    KeyRefused,       ///< 401
    AccessRefused,    ///< 403
    ServiceNoModel,   ///< 404: no such model, or no such address
    InputTooLong,     ///< one text is more than the service takes
    RequestRefused,   ///< 400 and other answers that say the request is wrong
    RateLimited,      ///< 429, and the wait would be longer than allowed
    QuotaUsed,        ///< 429 for want of money, which no waiting changes
    ServiceFailed,    ///< 5xx
};

/// An error as a value. Empty fields do not apply.
struct Error
{
    Errc code = Errc::Internal;
    std::string detail = {};      ///< the particular: a tensor's name, an option's value, a library's message. UTF-8
    std::string path = {};        ///< the file or folder concerned, as it was given; the host of a service
    std::int64_t line = 0;        ///< 1-based line (or row); 0: none
    std::int64_t column = 0;      ///< 1-based column in characters; 0: none
    int systemError = 0;          ///< errno at the time; 0: none

    bool operator==(const Error &) const = default;
};

inline Error makeError(Errc code, std::string detail = {}, std::string path = {})
{
    return Error{code, std::move(detail), std::move(path)};
}

} // namespace embedscope
