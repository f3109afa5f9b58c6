#pragma once

#include "core/base/result.h"
#include "core/base/run_control.h"
#include "core/embed/http/http_client.h"
#include "core/embed/hub/model_store.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace embedscope {

/// How the Hugging Face hub, or a mirror of it, is reached.
struct HubOptions
{
    std::string endpoint = {}; ///< empty: HF_ENDPOINT of the environment, else https://huggingface.co
    std::string token = {};    ///< empty: HF_TOKEN of the environment; sent to the endpoint's own host and no other
    PlainHttp plainHttp = PlainHttp::LoopbackOnly;
    HttpClient::Options http = {};
    int attempts = 5;                     ///< at each file, when the connection breaks
    std::chrono::milliseconds pause{500}; ///< before the second attempt; twice as long before each further one
};

struct HubFile
{
    std::string path = {}; ///< in the repository: isModelFile()
    std::uint64_t bytes = 0;
    std::string sha256 = {};  ///< of large files
    std::string gitSha1 = {}; ///< of small ones: git's name for the content
};

/// What a download would bring: to be shown, and agreed to, before it.
struct HubModel
{
    std::string id = {};      ///< ORG/NAME
    std::string name = {};    ///< NAME: what it will be called here
    std::string host = {};    ///< that would be asked for the files
    std::string licence = {}; ///< as the hub names it ("apache-2.0"); empty: the page does not say
    std::string revision = {};
    std::vector<HubFile> files = {}; ///< small ones first
    std::uint64_t bytes = 0;         ///< of all
};

/// ORG/NAME, each of letters, digits, ".", "_" and "-", neither beginning with a dot: whatever else is given is no
/// address of ours (promise B11).
bool isHubId(std::string_view id);

/// The files that a model needs, with sizes and digests, from the hub's own interface (/api/models/ORG/NAME and
/// …/tree/main). Downloads nothing. Errors: InvalidArgument (no ORG/NAME; the endpoint), ServiceNoModel, AccessRefused
/// (the model wants a licence agreed to, or a token), ModelUnsupported (no weights as safetensors, no config.json),
/// BadAnswer, and those of HttpClient.
Result<HubModel> askHub(const std::string &id, const HubOptions &options = {}, const RunControl &control = {});

/// Downloads those files into the store, as `name` (empty: model.name), and checks each against its digest and all
/// together as openLocalEmbedder() does; only then the model is there. What an interrupted or cancelled download has
/// brought is kept in the store (.get-NAME) and gone on with next time. config.json comes first: a kind of model that
/// is not run here is refused before its weights are fetched. control.progress gets bytes so far and in all.
/// Errors: InvalidArgument (the name, or it is there already), DiskFull (asked before anything is fetched),
/// ModelDamaged (a file is not what the hub announced: length or digest), Cancelled, those of opening a model, of
/// writing, and of HttpClient.
Result<StoredModel> downloadModel(const HubModel &model, const ModelStore &store, const std::string &name = {},
                                  const HubOptions &options = {}, const RunControl &control = {});

/// A model that is known to work here and worth having.
struct CatalogueModel
{
    std::string id = {};
    std::string languages = {}; ///< for people: "English", "over 50 languages"
    std::size_t dimensions = 0;
    std::uint64_t megabytes = 0; ///< of the download, about
    std::string licence = {};
    std::string note = {};
};

/// models/catalogue.json of the program's resources. Empty if it is not there.
std::vector<CatalogueModel> modelCatalogue();

} // namespace embedscope
