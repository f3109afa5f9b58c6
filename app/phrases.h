#pragma once

#include "app/load.h"
#include "core/explore/exploration.h"

#include <string>
#include <vector>

namespace embedscope {

/// Texts, and phrases beside them that the same model turned into vectors.
struct PhrasedTexts
{
    Explored explored = {};                            ///< rows of the texts, then those of the phrases
    std::size_t texts = 0;                             ///< rows that are texts
    std::vector<std::optional<std::size_t>> rows = {}; ///< a text of the corpus → its row
    std::vector<std::optional<std::size_t>> phrases =
        {}; ///< a phrase → its row; without one only where none was needed

    const Exploration &exploration() const { return *explored.exploration; }
    MatrixView vectors() const; ///< of the rows that are texts
    Matrix phraseVectors() const;
    bool hasAllPhrases() const;
};

enum class Need { All, None }; ///< whether phrases without a vector are an error

/// As exploreTexts() with Extent::Vectors; the phrases are taken away from `loaded` again.
Result<PhrasedTexts> explorePhrased(const CommonOptions &options, LoadedTexts &loaded,
                                    const std::vector<std::string> &phrases, Need need);

/// A similarity, place or probability for people: three digits, or a dash.
std::string digitsOrDash(const std::optional<double> &value);
/// "97.5%".
std::string percentWords(double share);

} // namespace embedscope
