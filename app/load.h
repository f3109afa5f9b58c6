#pragma once

#include "app/options.h"
#include "core/base/result.h"
#include "core/embed/embedder.h"
#include "core/explore/exploration.h"
#include "core/explore/explore.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace embedscope {

/// The texts of files, standard input and --text, in that order, and the vectors that the files brought.
struct LoadedTexts
{
    Corpus corpus = {};
    std::vector<ImportedVector> vectors = {}; ///< index: of `corpus`
    std::string vectorModel = {};             ///< as the files name it, if they agree
    std::size_t phrases = 0;   ///< so many of the last texts are typed beside them, and no rows of theirs
    bool phrasesNeeded = true; ///< a phrase without a vector is the error
    bool lastIsQuery = false;  ///< the last text is a query to the others: --to
};

/// Repairs are told on standard error unless --quiet.
Result<LoadedTexts> loadTexts(const CommonOptions &options);

/// The embedder of --model, else the shipped one.
Result<std::shared_ptr<const Embedder>> loadEmbedder(const CommonOptions &options);

/// How far the work is to go.
enum class Extent { Vectors, Everything };

/// What becomes of texts without a vector.
enum class Missing {
    LeftOut,      ///< and told
    Refused,      ///< the first of them is the error
    FirstRefused, ///< LeftOut, but the first text must have one
    LastRefused,  ///< LeftOut, but the last text (--to) must have one
};

/// The exploration of the texts, and why texts are missing from it.
struct Explored
{
    ExplorationPtr exploration = {};
    std::size_t texts = 0;                         ///< of the corpus
    std::map<std::size_t, Error> errors = {};      ///< of those of its texts that are no rows
    std::shared_ptr<const Embedder> embedder = {}; ///< that was used; none: the vectors came with the files
};

/// Texts to an exploration with a row for at least one of them, else the first text's error. Tells on standard error
/// what was left out or cut, unless --quiet. Vectors that files brought are used where no --model is given.
Result<Explored> exploreTexts(const CommonOptions &options, const LoadedTexts &loaded, const Recipe &recipe,
                              Extent extent, Missing missing = Missing::LeftOut);

/// The position in the corpus → its row in the exploration; nothing for a text without a vector.
std::vector<std::optional<std::size_t>> rowsOfTexts(const Explored &explored);

} // namespace embedscope
