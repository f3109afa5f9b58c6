#include "core/base/sha256.h"
#include "core/embed/hub/git_digest.h"
#include "core/embed/hub/hub_place.h"
#include "core/model/folder/model_config.h"
#include "core/system/standard_folders.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <new>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace embedscope {

namespace {

Error fileError(int systemError, const std::string &path)
{
    Error error =
        makeError(systemError == ENOSPC || systemError == EDQUOT ? Errc::DiskFull : Errc::FileUnwritable, {}, path);
    error.systemError = systemError;
    return error;
}

/// The digest that the hub announced for a file, of what has come so far.
class FileDigest
{
public:
    explicit FileDigest(const HubFile &file) : m_file(file)
    {
        if (file.sha256.empty())
            m_sha1.add(gitBlobHeader(file.bytes));
    }
    void add(std::string_view bytes)
    {
        if (m_file.sha256.empty())
            m_sha1.add(bytes);
        else
            m_sha256.add(bytes);
    }
    bool matches()
    {
        return m_file.sha256.empty() ? Sha1::hex(m_sha1.finish()) == m_file.gitSha1
                                     : Sha256::hex(m_sha256.finish()) == m_file.sha256;
    }

private:
    const HubFile &m_file;
    Sha1 m_sha1;
    Sha256 m_sha256;
};

/// A file that grows: what is there already, and what is appended.
class PartFile
{
public:
    explicit PartFile(std::string path)
        : m_path(std::move(path)), m_file(::open(m_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644))
    {
    }
    ~PartFile()
    {
        if (m_file >= 0)
            ::close(m_file);
    }
    PartFile(const PartFile &) = delete;
    PartFile &operator=(const PartFile &) = delete;

    Status opened() const { return m_file >= 0 ? Status() : fileError(errno, m_path); }
    std::uint64_t size() const
    {
        struct stat status = {};
        return ::fstat(m_file, &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
    }
    /// From the beginning, all of it.
    Status readInto(FileDigest &digest, const RunControl &control) const
    {
        std::array<char, 65536> buffer;
        for (off_t at = 0;;) {
            if (control.stopRequested())
                return makeError(Errc::Cancelled);
            const ssize_t got = ::pread(m_file, buffer.data(), buffer.size(), at);
            if (got < 0)
                return fileError(errno, m_path);
            if (got == 0)
                return {};
            digest.add({buffer.data(), static_cast<std::size_t>(got)});
            at += got;
        }
    }
    Status append(std::span<const char> bytes)
    {
        while (!bytes.empty()) {
            const ssize_t put = ::write(m_file, bytes.data(), bytes.size());
            if (put < 0 && errno == EINTR)
                continue;
            if (put <= 0)
                return fileError(put < 0 ? errno : EIO, m_path);
            bytes = bytes.subspan(static_cast<std::size_t>(put));
        }
        return {};
    }
    Status cutTo(std::uint64_t size)
    {
        if (::ftruncate(m_file, static_cast<off_t>(size)) != 0 || ::lseek(m_file, 0, SEEK_END) < 0)
            return fileError(errno, m_path);
        return {};
    }
    Status finish(const std::string &as)
    {
        if (::fsync(m_file) != 0 || ::rename(m_path.c_str(), as.c_str()) != 0)
            return fileError(errno, as);
        return {};
    }

private:
    std::string m_path;
    int m_file;
};

class Download
{
public:
    Download(const HubModel &model, const HubOptions &options, HubPlace place, std::string folder,
             const RunControl &control)
        : m_model(model),
          m_options(options),
          m_place(std::move(place)),
          m_folder(std::move(folder)),
          m_control(control),
          m_client(options.http)
    {
    }

    Status run()
    {
        // What can tell that the rest is in vain comes first.
        for (const HubFile &file : m_model.files)
            if (file.path == "config.json")
                if (const Status got = fetch(file); !got)
                    return got;
        if (const Status known = checkKind(); !known)
            return known;
        for (const HubFile &file : m_model.files)
            if (file.path != "config.json")
                if (const Status got = fetch(file); !got)
                    return got;
        return {};
    }

private:
    Status checkKind() const
    {
        std::ifstream file(m_folder + "/config.json", std::ios::binary);
        const std::string json{std::istreambuf_iterator<char>(file), {}};
        const Result<BertConfig> config = parseBertConfig(json);
        if (config)
            return {};
        Error error = config.error();
        error.path = m_model.id;
        return error;
    }

    Status fetch(const HubFile &file)
    {
        const std::string target = m_folder + "/" + file.path;
        if (const Status made = makeFolder(target.substr(0, target.rfind('/'))); !made)
            return made;
        if (isThere(file, target)) {
            m_before += file.bytes;
            m_control.report(static_cast<std::size_t>(m_before), static_cast<std::size_t>(m_model.bytes));
            return m_control.stopRequested() ? Status(makeError(Errc::Cancelled)) : Status();
        }
        (void)::unlink(target.c_str());
        PartFile part(target + ".part");
        if (const Status opened = part.opened(); !opened)
            return opened;
        bool whole = part.size() == 0; // everything in it came from this run's first byte on
        for (int round = 0;; ++round) {
            if (const Status got = fetchParts(file, part); !got)
                return got;
            FileDigest digest(file);
            if (const Status read = part.readInto(digest, m_control); !read)
                return read;
            if (part.size() == file.bytes && digest.matches())
                break;
            // What an earlier download left may be of another version: once from the beginning. Then it is a lie.
            if (const Status cut = part.cutTo(0); !cut)
                return cut;
            if (whole || round > 0)
                return makeError(Errc::ModelDamaged,
                                 file.path + ": what came is not what " + m_place.endpoint.where() + " announced",
                                 m_model.id);
            whole = true;
        }
        if (const Status finished = part.finish(target); !finished)
            return finished;
        m_before += file.bytes;
        return {};
    }

    bool isThere(const HubFile &file, const std::string &target) const
    {
        struct stat status = {};
        if (::lstat(target.c_str(), &status) != 0 || !S_ISREG(status.st_mode) ||
            static_cast<std::uint64_t>(status.st_size) != file.bytes)
            return false;
        FileDigest digest(file);
        std::ifstream in(target, std::ios::binary);
        std::vector<char> buffer(1 << 16);
        while (in && !m_control.stopRequested()) {
            in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
            digest.add({buffer.data(), static_cast<std::size_t>(in.gcount())});
        }
        return !in.bad() && !m_control.stopRequested() && digest.matches();
    }

    /// Until the part has all bytes, over connections that break.
    Status fetchParts(const HubFile &file, PartFile &part)
    {
        std::chrono::milliseconds pause = m_options.pause;
        for (int attempt = 1;; ++attempt) {
            if (part.size() > file.bytes)
                if (const Status cut = part.cutTo(0); !cut)
                    return cut;
            if (const Status cut = part.cutTo(part.size()); !cut) // to its end
                return cut;
            if (part.size() == file.bytes)
                return {};
            const std::uint64_t before = part.size();
            const Status got = fetchOnce(file, part);
            if (got && part.size() == file.bytes)
                return {};
            const Error fault =
                got ? makeError(Errc::ConnectionBroken, file.path + " ended early", m_place.endpoint.where())
                    : got.error();
            const bool again = fault.code == Errc::ConnectionBroken || fault.code == Errc::NoAnswer ||
                               fault.code == Errc::NoConnection || fault.code == Errc::ServiceFailed;
            if (part.size() > before)
                attempt = 1; // it goes on, slowly
            if (!again || attempt >= m_options.attempts)
                return fault;
            for (auto left = pause; left.count() > 0 && !m_control.stopRequested();
                 left -= std::chrono::milliseconds(20))
                std::this_thread::sleep_for(std::min(left, std::chrono::milliseconds(20)));
            if (m_control.stopRequested())
                return makeError(Errc::Cancelled);
            pause *= 2;
        }
    }

    Status fetchOnce(const HubFile &file, PartFile &part)
    {
        HttpRequest request;
        request.url = hubAddress(m_place.endpoint, "/" + m_model.id + "/resolve/main/" + file.path);
        if (!m_place.token.empty())
            request.secretHeaders = {{"Authorization", "Bearer " + m_place.token}};
        request.from = part.size();
        request.redirects = HttpRedirects::AnyHost; // large files lie elsewhere; the token stays here
        request.plainHttp = m_options.plainHttp;
        request.maxBodyBytes = file.bytes + 1; // a byte more than announced shows the lie
        Status written;
        HttpSink sink;
        sink.head = [&](const HttpResponse &head) {
            const std::string range = "bytes " + std::to_string(request.from) + "-";
            const bool goesOn = head.status == 206 && head.header("content-range").value_or("").starts_with(range);
            if (request.from > 0 && !goesOn) { // everything again, or something else
                written = part.cutTo(0);
                return static_cast<bool>(written) && head.status == 200;
            }
            return true;
        };
        sink.bytes = [&](std::span<const char> bytes) {
            if (part.size() + bytes.size() > file.bytes) {
                written = makeError(Errc::ModelDamaged, file.path + " is longer than announced", m_model.id);
                return false;
            }
            written = part.append(bytes);
            m_control.report(static_cast<std::size_t>(m_before + part.size()), static_cast<std::size_t>(m_model.bytes));
            return static_cast<bool>(written);
        };
        const RunControl quiet{m_control.stop, {}, {}};
        const Result<HttpResponse> answer = m_client.stream(request, sink, quiet);
        if (!written) {
            (void)part.cutTo(0);
            return written;
        }
        if (m_control.stopRequested())
            return makeError(Errc::Cancelled);
        if (!answer)
            return answer.error().code == Errc::Cancelled
                       ? makeError(Errc::ConnectionBroken, file.path + ": cannot be gone on with",
                                   m_place.endpoint.where())
                       : answer.error();
        if (answer->succeeded())
            return {};
        if (answer->status == 416)
            return part.cutTo(0);
        if (answer->status == 401 || answer->status == 403)
            return makeError(Errc::AccessRefused,
                             m_model.id + " wants its terms agreed to on its page, and HF_TOKEN set",
                             m_place.endpoint.where());
        if (answer->status == 404)
            return makeError(Errc::ServiceNoModel, file.path + " is gone", m_place.endpoint.where());
        return makeError(answer->status >= 500   ? Errc::ServiceFailed
                         : answer->status == 429 ? Errc::RateLimited
                                                 : Errc::RequestRefused,
                         "status " + std::to_string(answer->status), m_place.endpoint.where());
    }

    const HubModel &m_model;
    const HubOptions &m_options;
    HubPlace m_place;
    std::string m_folder;
    const RunControl &m_control;
    HttpClient m_client;
    std::uint64_t m_before = 0; // bytes of the files that are done
};

/// Of the files that are there already, whole or in part.
std::uint64_t bytesThere(const std::string &folder, const HubModel &model)
{
    std::uint64_t bytes = 0;
    for (const HubFile &file : model.files)
        for (const char *ending : {"", ".part"}) {
            struct stat status = {};
            if (::lstat((folder + "/" + file.path + ending).c_str(), &status) == 0)
                bytes += std::min(file.bytes, static_cast<std::uint64_t>(status.st_size));
        }
    return std::min(bytes, model.bytes);
}

} // namespace

Result<StoredModel> downloadModel(const HubModel &model, const ModelStore &store, const std::string &name,
                                  const HubOptions &options, const RunControl &control)
{
    const std::string called = name.empty() ? model.name : name;
    if (!isHubId(model.id))
        return makeError(Errc::InvalidArgument, "\"" + model.id + "\" is no ORG/NAME of a model");
    for (const HubFile &file : model.files)
        if (!isModelFile(file.path)) // whoever made the list: nothing is written elsewhere
            return makeError(Errc::InvalidArgument, "\"" + file.path + "\" is no file of a model");
    if (store.has(called) && ModelStore::isGoodName(called))
        return makeError(Errc::InvalidArgument, "there is a model \"" + called + "\" already",
                         store.folder() + "/" + called);
    try {
        Result<HubPlace> place = placeOf(options);
        if (!place)
            return place.error();
        const std::string host = place->endpoint.where();
        const Result<std::string> work = store.workFolder(called);
        if (!work)
            return work.error();
        const std::uint64_t left = model.bytes - bytesThere(*work, model);
        if (const auto room = freeBytes(*work); room && *room < left + kSpareBytes)
            return fileError(ENOSPC, *work);
        if (const Status got = Download(model, options, std::move(*place), *work, control).run(); !got) {
            if (got.error().code == Errc::ModelUnsupported || got.error().code == Errc::ModelDamaged)
                (void)store.discard(*work);
            return got.error();
        }
        Result<StoredModel> installed = store.install(*work, called, {model.id, host, model.licence, model.revision});
        if (!installed)
            (void)store.discard(*work);
        return installed;
    } catch (const std::bad_alloc &) {
        return makeError(Errc::OutOfMemory);
    }
}

} // namespace embedscope
