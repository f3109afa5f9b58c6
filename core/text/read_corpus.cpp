#include "core/text/read_corpus.h"

#include "core/text/decode_text.h"
#include "core/text/json_events.h"
#include "core/text/readers.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <new>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace embedscope {

namespace {

struct Ending
{
    std::string_view ending;
    TextFormat format;
};
constexpr std::array<Ending, 9> kEndings = {{{".txt", TextFormat::Txt},
                                             {".text", TextFormat::Txt},
                                             {".md", TextFormat::Txt},
                                             {".csv", TextFormat::Csv},
                                             {".tsv", TextFormat::Tsv},
                                             {".tab", TextFormat::Tsv},
                                             {".jsonl", TextFormat::Jsonl},
                                             {".ndjson", TextFormat::Jsonl},
                                             {".json", TextFormat::Json}}};

TextFormat formatByName(const std::string &name)
{
    const std::size_t slash = name.rfind('/');
    const std::size_t dot = name.rfind('.');
    if (dot == std::string::npos || (slash != std::string::npos && dot < slash))
        return TextFormat::Auto;
    std::string ending = name.substr(dot);
    for (char &c : ending)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    for (const Ending &known : kEndings)
        if (known.ending == ending)
            return known.format;
    return TextFormat::Auto;
}

/// Hears nothing: for asking whether something is JSON.
class Silence : public JsonEvents
{
    void begin(Container, std::size_t) override {}
    void end(Container, std::size_t) override {}
    void key(std::string_view) override {}
    void string(std::string_view, std::size_t) override {}
    void scalar(Scalar, std::string_view, std::size_t) override {}
};

/// For names that say nothing: JSON is recognised, everything else is one text a line.
TextFormat formatByContent(std::string_view text, const RunControl &control)
{
    const std::size_t start = text.find_first_not_of(" \t\r\n");
    if (start == std::string_view::npos || (text[start] != '{' && text[start] != '['))
        return TextFormat::Txt;
    Silence silence;
    if (readJson(text, silence, control))
        return TextFormat::Json;
    const std::size_t end = std::min(text.find_first_of("\r\n", start), text.size());
    if (text[start] == '{' && end < text.size() && readJson(text.substr(start, end - start), silence, control))
        return TextFormat::Jsonl;
    return TextFormat::Txt;
}

bool isJson(TextFormat format)
{
    return format == TextFormat::Json || format == TextFormat::Jsonl;
}

Error withPath(Error error, const std::string &path)
{
    error.path = path;
    return error;
}

Result<ReadCorpus> parse(std::string_view bytes, TextFormat format, const ReadOptions &options,
                         const RunControl &control)
{
    if (bytes.size() > options.maxBytes)
        return makeError(Errc::TooLarge, std::to_string(options.maxBytes) + " bytes");
    // Documents that may hold no NUL, and would be taken for texts in a strange language.
    for (const auto &[beginning, name] : {std::pair{"%PDF-", "a PDF"}, {"{\\rtf", "a rich text (RTF)"}})
        if (bytes.starts_with(beginning))
            return makeError(Errc::BinaryContent, std::string("it is ") + name);
    auto decoded = decodeText(bytes, isJson(format) ? DecodeRule::Repair : DecodeRule::Lines,
                              isJson(format) ? NulRule::Keep : NulRule::Refuse, control);
    if (!decoded)
        return decoded.error();
    if (format == TextFormat::Auto)
        format = formatByContent(decoded->text(), control);

    ReadCorpus out;
    out.report.encoding = decoded->encoding;
    out.report.warnings = decoded->warnings;
    const ReaderInput input{decoded->text(), options, control};
    Status status;
    switch (format) {
    case TextFormat::Csv:
    case TextFormat::Tsv:
        status = readDelimited(input, format, out);
        break;
    case TextFormat::Json:
        status = readJsonDocument(input, out);
        break;
    case TextFormat::Jsonl:
        status = readJsonLines(input, out);
        break;
    case TextFormat::Auto:
    case TextFormat::Txt:
        status = readLines(input, out);
        break;
    }
    if (!status)
        return status.error();
    out.corpus.assignIds();
    return out;
}

Error readError(int systemError, const std::string &path)
{
    Errc code = Errc::FileUnreadable;
    if (systemError == ENOENT || systemError == ENOTDIR)
        code = Errc::FileMissing;
    else if (systemError == EISDIR)
        code = Errc::IsFolder;
    Error error = makeError(code, {}, path);
    error.systemError = systemError;
    return error;
}

/// Looks at bytes as they come: a device that gives NULs without end is not to be read to the limit.
class NulWatch
{
public:
    /// The error once there are more NULs than any text of `maxBytes` may hold (decodeText() allows one in 4,096).
    /// UTF-16 is full of them.
    Status look(std::string_view all, std::size_t from, std::size_t maxBytes)
    {
        if (all.starts_with("\xFF\xFE") || all.starts_with("\xFE\xFF"))
            return {};
        m_count +=
            static_cast<std::size_t>(std::count(all.begin() + static_cast<std::ptrdiff_t>(from), all.end(), '\0'));
        if (m_count <= maxBytes / 4096)
            return {};
        Error error = makeError(Errc::BinaryContent);
        error.line = positionOf(all, all.find('\0')).line;
        return error;
    }

private:
    std::size_t m_count = 0;
};

/// Everything that a descriptor gives, up to the limit. Read rather than mapped: a file that another program shortens
/// while we read it must not end the program, and pipes and /proc have no size to map.
Result<std::string> readAll(int file, const std::string &path, std::size_t sizeHint, const ReadOptions &options,
                            const RunControl &control)
{
    constexpr std::size_t kBlock = std::size_t{1} << 20;
    std::string bytes;
    std::size_t used = 0;
    NulWatch nuls;
    bytes.resize(std::min(sizeHint, options.maxBytes) + 1);
    for (;;) {
        if (control.stopRequested())
            return makeError(Errc::Cancelled, {}, path);
        if (used == bytes.size())
            bytes.resize(std::min(std::max(used + used / 2, used + kBlock / 16), options.maxBytes + 1));
        const ssize_t got = ::read(file, bytes.data() + used, std::min(bytes.size() - used, 4 * kBlock));
        if (got < 0) {
            if (errno == EINTR)
                continue;
            return readError(errno, path);
        }
        if (got == 0)
            break;
        const std::size_t before = std::exchange(used, used + static_cast<std::size_t>(got));
        if (const Status text = nuls.look(std::string_view(bytes).substr(0, used), before, options.maxBytes); !text)
            return withPath(text.error(), path);
        if (used > options.maxBytes)
            return makeError(Errc::TooLarge, std::to_string(options.maxBytes) + " bytes", path);
    }
    bytes.resize(used);
    return bytes;
}

struct OpenFile
{
    int descriptor;
    ~OpenFile()
    {
        if (descriptor >= 0)
            ::close(descriptor);
    }
};

Result<std::string> readFile(const std::string &path, const ReadOptions &options, const RunControl &control)
{
    const OpenFile file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY)};
    struct stat status = {};
    if (file.descriptor < 0 || ::fstat(file.descriptor, &status) != 0)
        return readError(errno, path);
    if (S_ISDIR(status.st_mode))
        return readError(EISDIR, path);
    const auto size = static_cast<std::size_t>(std::max<off_t>(status.st_size, 0));
    if (S_ISREG(status.st_mode) && size > options.maxBytes)
        return makeError(Errc::TooLarge, std::to_string(options.maxBytes) + " bytes", path);
    return readAll(file.descriptor, path, size, options, control);
}

} // namespace

Result<ReadCorpus> readCorpus(std::string_view bytes, const std::string &name, const ReadOptions &options,
                              const RunControl &control)
{
    try {
        const TextFormat format = options.format == TextFormat::Auto ? formatByName(name) : options.format;
        auto result = parse(bytes, format, options, control);
        if (!result)
            return withPath(result.error(), name);
        return result;
    } catch (const std::bad_alloc &) {
        return makeError(Errc::OutOfMemory, {}, name);
    }
}

Result<ReadCorpus> readCorpusFile(const std::string &path, const ReadOptions &options, const RunControl &control)
{
    try {
        const auto bytes = readFile(path, options, control);
        if (!bytes)
            return bytes.error();
        return readCorpus(*bytes, path, options, control);
    } catch (const std::bad_alloc &) {
        return makeError(Errc::OutOfMemory, {}, path);
    }
}

Result<ReadCorpus> readCorpusStandardInput(const ReadOptions &options, const RunControl &control)
{
    try {
        const auto bytes = readAll(STDIN_FILENO, "-", 0, options, control);
        if (!bytes)
            return bytes.error();
        ReadOptions told = options;
        if (told.format == TextFormat::Auto)
            told.format = TextFormat::Txt;
        return readCorpus(*bytes, "-", told, control);
    } catch (const std::bad_alloc &) {
        return makeError(Errc::OutOfMemory, {}, "-");
    }
}

} // namespace embedscope
