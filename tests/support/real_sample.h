#pragma once

#include "core/embed/local_embedder.h"
#include "core/explore/explore.h"
#include "core/text/read_corpus.h"

#include <string>

namespace embedscope {

/// A file of resources/samples with the shipped model; null if something is missing.
inline ExplorationPtr exploreRealSample(const std::string &file, const Recipe &recipe = {})
{
    const auto read = readCorpusFile(EMBEDSCOPE_RESOURCES_DIR "/samples/" + file);
    const auto model = openLocalEmbedder(EMBEDSCOPE_RESOURCES_DIR "/models/all-MiniLM-L6-v2");
    if (!read || !model)
        return {};
    const auto result = explore({read->corpus, {}, *model, recipe});
    return result ? *result : nullptr;
}

} // namespace embedscope
