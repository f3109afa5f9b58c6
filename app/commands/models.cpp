#include "app/commands/commands.h"
#include "app/console.h"
#include "app/program.h"
#include "core/embed/hub/hub.h"
#include "core/embed/hub/model_store.h"
#include "core/embed/open_embedder.h"
#include "core/scene/display_text.h"
#include "ui/state/error_text.h"

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <unistd.h>

namespace embedscope {

namespace {

/// "45 of 135 MB" on one line of a terminal, gone afterwards.
class DownloadLine
{
public:
    explicit DownloadLine(bool wanted) : m_shown(wanted && isatty(STDERR_FILENO) == 1) {}
    ~DownloadLine()
    {
        if (m_drawn)
            std::fputs("\r\033[K", stderr);
    }
    DownloadLine(const DownloadLine &) = delete;
    DownloadLine &operator=(const DownloadLine &) = delete;

    RunControl control()
    {
        if (!m_shown)
            return {};
        return {{},
                [this](std::size_t done, std::size_t total) {
                    const std::size_t tenths = done / 100'000;
                    if (tenths == m_last)
                        return;
                    m_last = tenths;
                    m_drawn = true;
                    const std::string line = "\r" + sizeWords(done) + " of " + sizeWords(total) + "\033[K";
                    std::fputs(line.c_str(), stderr);
                    std::fflush(stderr);
                },
                {}};
    }

private:
    bool m_shown;
    bool m_drawn = false;
    std::size_t m_last = static_cast<std::size_t>(-1);
};

std::string padRight(std::string text, std::size_t width)
{
    text.resize(std::max(text.size(), width), ' ');
    return text;
}

int list(const ModelStore &store)
{
    const std::vector<StoredModel> models = store.list(standardModelFolders());
    std::size_t width = 5;
    for (const StoredModel &model : models)
        width = std::max(width, model.name.size());
    std::string out = padRight("model", width) + "  numbers  tokens       size  licence, place\n";
    for (const StoredModel &model : models) {
        out += padRight(displayText(model.name), width);
        out += padLeft(model.fault ? "-" : std::to_string(model.dimensions), 9);
        out += padLeft(model.fault ? "-" : std::to_string(model.maxTokens), 8);
        out += padLeft(sizeWords(model.bytes), 11) + "  ";
        if (model.origin && !model.origin->licence.empty())
            out += displayText(model.origin->licence, 40) + ", ";
        out += displayText(model.path) + (model.own ? "" : " (shipped)") + "\n";
        if (model.fault)
            out += "    " + errorText(*model.fault, Surface::CommandLine).toStdString() + "\n";
    }
    out += padRight("noise", width) +
           "      384       -          -  made of each text's digest: vectors without meaning\n";
    const std::vector<CatalogueModel> catalogue = modelCatalogue();
    if (!catalogue.empty())
        out += "\nGood choices for embedscope model get:\n";
    for (const CatalogueModel &model : catalogue)
        out += "  " + padRight(model.id, 64) + padLeft(std::to_string(model.dimensions), 4) +
               padLeft(std::to_string(model.megabytes), 5) + " MB  " + model.licence + ", " + model.languages + "\n";
    return printOrFail(out);
}

int add(const ModelStore &store, const ModelOptions &options)
{
    const Result<StoredModel> added = store.add(options.what, options.name);
    if (!added)
        return fail(added.error());
    return printOrFail("Added " + added->name + " (" + std::to_string(added->dimensions) + " numbers a text, " +
                       sizeWords(added->bytes) + "): " + added->path + "\n");
}

/// Whether the person says yes. Nobody to ask is no.
bool agreed()
{
    std::fputs("Download? [y/N] ", stderr);
    std::fflush(stderr);
    std::string answer;
    std::getline(std::cin, answer);
    return answer == "y" || answer == "Y" || answer == "yes";
}

int failAtHub(const Error &error)
{
    complain(errorText(error, Surface::HubCommand).toStdString());
    return kFailed;
}

int get(const ModelStore &store, const ModelOptions &options)
{
    HubOptions hub;
    hub.endpoint = options.endpoint;
    const std::string wanted = options.name.empty() ? options.what.substr(options.what.find('/') + 1) : options.name;
    if (ModelStore::isGoodName(wanted) && store.has(wanted))
        return fail(makeError(Errc::InvalidArgument,
                              "there is a model \"" + wanted + "\" already: remove it, or give --as NAME",
                              store.folder() + "/" + wanted));
    const Result<HubModel> model = askHub(options.what, hub);
    if (!model)
        return failAtHub(model.error());
    const std::string licence =
        model->licence.empty() ? "no licence named" : "licence " + displayText(model->licence, 60);
    const std::string offer = model->id + " from " + model->host + ": " + std::to_string(model->files.size()) +
                              " files, " + sizeWords(model->bytes) + ", " + licence;
    if (!options.yes) {
        complain(offer);
        if (isatty(STDIN_FILENO) != 1 || isatty(STDERR_FILENO) != 1) {
            complain("nothing was downloaded: nobody is here to agree to it; --yes says so beforehand");
            return kFailed;
        }
        if (!agreed()) {
            complain("nothing was downloaded");
            return kFailed;
        }
    } else if (!options.quiet) {
        complain(offer);
    }
    Result<StoredModel> got = makeError(Errc::Internal);
    {
        DownloadLine line(!options.quiet);
        got = downloadModel(*model, store, options.name, hub, line.control());
    }
    if (!got)
        return failAtHub(got.error());
    return printOrFail("Ready: --model " + got->name + " (" + std::to_string(got->dimensions) +
                       " numbers a text): " + got->path + "\n");
}

} // namespace

int runModel(const ModelOptions &options)
{
    const ModelStore store(ModelStore::standardFolder());
    switch (options.action) {
    case ModelOptions::Action::List:
        break;
    case ModelOptions::Action::Add:
        return add(store, options);
    case ModelOptions::Action::Get:
        return get(store, options);
    case ModelOptions::Action::Remove:
        if (const Status removed = store.remove(options.what); !removed)
            return fail(removed.error());
        return printOrFail("Removed " + options.what + "\n");
    }
    return list(store);
}

} // namespace embedscope
