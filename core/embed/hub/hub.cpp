#include "core/embed/hub/hub.h"

#include "core/base/json_depth.h"
#include "core/embed/hub/hub_place.h"
#include "core/system/standard_folders.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <new>
#include <optional>

namespace embedscope {

namespace {

using Json = nlohmann::json;

constexpr std::size_t kMostPages = 20;            // of 1,000 files each
constexpr std::uint64_t kMostWords = 16ULL << 20; // bytes of one answer of the interface
constexpr std::size_t kDeepest = 64;              // brackets of an answer, one in the other
constexpr std::uint64_t kMostModel = 64ULL << 30; // bytes of a model: beyond is a mistake or a joke

bool isPart(std::string_view part)
{
    return !part.empty() && part.size() <= 96 && part[0] != '.' && part[0] != '-' &&
           std::all_of(part.begin(), part.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
                      c == '_' || c == '-';
           });
}

bool isHex(std::string_view text, std::size_t length)
{
    return text.size() == length && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
           });
}

std::string word(const Json &object, const char *key)
{
    if (!object.is_object())
        return {};
    const auto at = object.find(key);
    return at != object.end() && at->is_string() ? at->get<std::string>() : std::string();
}

std::string licenceOf(const Json &model)
{
    if (const auto card = model.find("cardData"); card != model.end() && card->is_object()) {
        if (std::string licence = word(*card, "license"); !licence.empty())
            return licence == "other" && !word(*card, "license_name").empty() ? word(*card, "license_name") : licence;
        if (const auto list = card->find("license"); list != card->end() && list->is_array())
            for (const Json &one : *list)
                if (one.is_string())
                    return one.get<std::string>();
    }
    constexpr std::string_view kTag = "license:";
    if (const auto tags = model.find("tags"); tags != model.end() && tags->is_array())
        for (const Json &tag : *tags)
            if (tag.is_string() && tag.get_ref<const std::string &>().starts_with(kTag))
                return tag.get<std::string>().substr(kTag.size());
    return {};
}

/// The address after rel="next" in a Link header.
std::optional<std::string> nextPage(const HttpResponse &response)
{
    const std::string link = response.header("link").value_or("");
    const std::size_t relation = link.find("rel=\"next\"");
    if (relation == std::string::npos)
        return std::nullopt;
    const std::size_t open = link.rfind('<', relation);
    const std::size_t close = open == std::string::npos ? open : link.find('>', open);
    if (close == std::string::npos || close > relation)
        return std::nullopt;
    return link.substr(open + 1, close - open - 1);
}

class Asking
{
public:
    Asking(const HubOptions &options, HttpUrl endpoint, const RunControl &control)
        : m_options(options), m_endpoint(std::move(endpoint)), m_control(control), m_client(options.http)
    {
    }

    Result<HubModel> run(const std::string &id)
    {
        HubModel model;
        model.id = id;
        model.name = id.substr(id.find('/') + 1);
        model.host = m_endpoint.where();
        const std::string base = hubAddress(m_endpoint, "/api/models/" + id);
        const Result<Json> about = get(base, id, nullptr);
        if (!about)
            return about.error();
        if (!about->is_object())
            return bad("no description of a model");
        model.licence = licenceOf(*about);
        model.revision = word(*about, "sha");
        std::string page = base + "/tree/main?recursive=true";
        for (std::size_t count = 0; !page.empty(); ++count) {
            if (count == kMostPages)
                return bad("a list of files without end");
            std::string next;
            const Result<Json> tree = get(page, id, &next);
            if (!tree)
                return tree.error();
            if (!tree->is_array())
                return bad("no list of files");
            for (const Json &entry : *tree)
                if (const Status taken = take(entry, model); !taken)
                    return taken.error();
            page = next;
        }
        return finish(std::move(model));
    }

private:
    Error bad(std::string detail) const { return makeError(Errc::BadAnswer, std::move(detail), m_endpoint.where()); }

    Result<Json> get(const std::string &url, const std::string &id, std::string *next)
    {
        HttpRequest request;
        request.url = url;
        request.headers = {{"Accept", "application/json"}};
        if (!m_options.token.empty())
            request.secretHeaders = {{"Authorization", "Bearer " + m_options.token}};
        request.maxBodyBytes = kMostWords;
        request.plainHttp = m_options.plainHttp;
        const Result<HttpResponse> answer = m_client.send(request, m_control);
        if (!answer)
            return answer.error();
        switch (answer->status) {
        case 200:
            break;
        case 401: // the hub's answer for what is not there, too, to whom it does not know
        case 404:
            return makeError(Errc::ServiceNoModel, "there is no model " + id + ", or not for everybody",
                             m_endpoint.where());
        case 403:
            return makeError(Errc::AccessRefused, id + " wants its terms agreed to on its page, and HF_TOKEN set",
                             m_endpoint.where());
        case 429:
            return makeError(Errc::RateLimited, {}, m_endpoint.where());
        default:
            return makeError(answer->status >= 500 ? Errc::ServiceFailed : Errc::RequestRefused,
                             "status " + std::to_string(answer->status), m_endpoint.where());
        }
        if (next) {
            next->clear();
            if (const auto reference = nextPage(*answer)) {
                const Result<HttpUrl> from = parseHttpUrl(url);
                const Result<HttpUrl> to = from ? resolveHttpUrl(*from, *reference) : from.error();
                if (!to || to->origin() != from->origin())
                    return makeError(Errc::RedirectRefused, *reference, m_endpoint.where());
                *next = to->text();
            }
        }
        if (jsonDepth(answer->body) > kDeepest)
            return bad("JSON that is nested too deeply");
        Json json = Json::parse(answer->body, nullptr, false);
        if (json.is_discarded())
            return bad("no JSON");
        return json;
    }

    /// One entry of the list, if it is a file that a model needs.
    Status take(const Json &entry, HubModel &model) const
    {
        HubFile file;
        file.path = word(entry, "path");
        if (word(entry, "type") != "file" || !isModelFile(file.path))
            return {};
        const auto size = entry.find("size");
        if (size == entry.end() || !size->is_number_unsigned() || size->get<std::uint64_t>() > kMostModel)
            return bad("no size of " + file.path);
        file.bytes = size->get<std::uint64_t>();
        file.gitSha1 = word(entry, "oid");
        if (const auto lfs = entry.find("lfs"); lfs != entry.end() && lfs->is_object()) {
            file.sha256 = word(*lfs, "oid");
            if (file.sha256.starts_with("sha256:"))
                file.sha256.erase(0, 7);
            file.gitSha1.clear(); // of the pointer, not of the file
        }
        if (!isHex(file.sha256, 64) && !isHex(file.gitSha1, 40))
            return bad("no digest of " + file.path);
        if (std::any_of(model.files.begin(), model.files.end(), [&](const HubFile &f) { return f.path == file.path; }))
            return bad(file.path + " twice");
        model.files.push_back(std::move(file));
        return {};
    }

    Result<HubModel> finish(HubModel model) const
    {
        const auto has = [&](std::string_view path) {
            return std::any_of(model.files.begin(), model.files.end(),
                               [&](const HubFile &f) { return f.path == path; });
        };
        if (!has("config.json"))
            return makeError(Errc::ModelUnsupported,
                             model.id + " has no config.json: no model of the kind that is run here",
                             m_endpoint.where());
        const bool inOne = has("model.safetensors");
        if (!inOne && !has("model.safetensors.index.json"))
            return makeError(Errc::ModelUnsupported, model.id + " has no weights as safetensors", m_endpoint.where());
        if (inOne) // the same weights a second time, in parts
            std::erase_if(model.files, [](const HubFile &file) {
                return file.path.starts_with("model-") || file.path == "model.safetensors.index.json";
            });
        std::stable_sort(model.files.begin(), model.files.end(),
                         [](const HubFile &a, const HubFile &b) { return a.bytes < b.bytes; });
        for (const HubFile &file : model.files)
            model.bytes += file.bytes;
        if (model.bytes > kMostModel)
            return makeError(Errc::TooLarge, "64 GB", m_endpoint.where());
        return model;
    }

    const HubOptions &m_options;
    HttpUrl m_endpoint;
    const RunControl &m_control;
    HttpClient m_client;
};

} // namespace

bool isHubId(std::string_view id)
{
    const std::size_t slash = id.find('/');
    return slash != std::string_view::npos && isPart(id.substr(0, slash)) && isPart(id.substr(slash + 1)) &&
           id.find("..") == std::string_view::npos;
}

Result<HubModel> askHub(const std::string &id, const HubOptions &options, const RunControl &control)
{
    if (!isHubId(id))
        return makeError(Errc::InvalidArgument, "\"" + id + "\" is no ORG/NAME of a model");
    const Result<HubPlace> place = placeOf(options);
    if (!place)
        return place.error();
    HubOptions known = options;
    known.token = place->token;
    try {
        return Asking(known, place->endpoint, control).run(id);
    } catch (const std::bad_alloc &) {
        return makeError(Errc::OutOfMemory);
    }
}

std::vector<CatalogueModel> modelCatalogue()
{
    std::vector<CatalogueModel> models;
    const Result<std::string> folder = resourcesFolder();
    if (!folder)
        return models;
    std::ifstream file(*folder + "/models/catalogue.json", std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    const Json json = Json::parse(text, nullptr, false);
    if (!json.is_object() || !json.contains("models") || !json["models"].is_array())
        return models;
    for (const Json &entry : json["models"]) {
        CatalogueModel model;
        model.id = word(entry, "id");
        model.languages = word(entry, "languages");
        model.licence = word(entry, "licence");
        model.note = word(entry, "note");
        const auto number = [&](const char *key) -> std::uint64_t {
            return entry.is_object() && entry.contains(key) && entry[key].is_number_unsigned()
                       ? entry[key].get<std::uint64_t>()
                       : 0;
        };
        model.dimensions = static_cast<std::size_t>(number("dimensions"));
        model.megabytes = number("megabytes");
        if (isHubId(model.id))
            models.push_back(std::move(model));
    }
    return models;
}

} // namespace embedscope
