#include "app/commands/name_clusters.h"

#include "app/console.h"
#include "app/service.h"
#include "core/embed/service/chat_service.h"
#include "ui/state/service/service_sentences.h"

namespace embedscope {

namespace {

void tellUnnamed(const NamedClusters &named)
{
    for (std::size_t i = 0; i < named.names.size(); ++i)
        if (!named.names[i].why.empty())
            complain("cluster " + std::to_string(i + 1) + " is named by its words: " + named.names[i].why);
}

} // namespace

Result<NamedClusters> nameClustersAsAsked(const ClusterOptions &options, const Exploration &exploration)
{
    NamedClusters named;
    if (options.names == "words" || exploration.clusters->clusters.empty()) {
        for (const Cluster &cluster : exploration.clusters->clusters)
            named.names.push_back({cluster.name, "nobody was asked"});
        return named;
    }
    ApiOptions api;
    api.base = options.names;
    api.maxWait = options.common.embedder.api.maxWait;
    api.plainHttp = options.common.embedder.api.plainHttp;
    const Result<std::shared_ptr<const ChatService>> service = openChatService(options.namesModel, api);
    if (!service)
        return service.error();
    const bool tells = !options.common.quiet;
    if (tells) {
        const Result<PriceList> prices = loadPrices();
        complain(namingText(estimateNaming(clusterBriefs(exploration), (*service)->host(), (*service)->model(),
                                           prices ? *prices : PriceList{}))
                     .toStdString());
    }
    WaitLine line;
    ProgressBar progress(tells ? ProgressBar::Show::OnTerminal : ProgressBar::Show::No);
    RunControl control = progress.control();
    if (tells)
        control.note = [&line](std::string_view words) { line.note(words); };
    Result<std::vector<WrittenName>> names = writeNames(**service, exploration, control);
    if (tells)
        if (const QString counted = namedText((*service)->spent(), (*service)->host()); !counted.isEmpty())
            complain(counted.toStdString());
    if (!names)
        return names.error();
    named.names = std::move(*names);
    named.model = (*service)->model();
    if (tells)
        tellUnnamed(named);
    return named;
}

} // namespace embedscope
