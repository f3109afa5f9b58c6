#include "app/phrases.h"

#include "app/console.h"

#include <algorithm>
#include <cmath>

namespace embedscope {

MatrixView PhrasedTexts::vectors() const
{
    const MatrixView all(exploration().vectors);
    return {all.data, texts, all.cols};
}

Matrix PhrasedTexts::phraseVectors() const
{
    Matrix vectors = Matrix::Zero(static_cast<Eigen::Index>(phrases.size()), exploration().vectors.cols());
    for (std::size_t i = 0; i < phrases.size(); ++i)
        if (phrases[i])
            vectors.row(static_cast<Eigen::Index>(i)) =
                exploration().vectors.row(static_cast<Eigen::Index>(*phrases[i]));
    return vectors;
}

bool PhrasedTexts::hasAllPhrases() const
{
    return std::all_of(phrases.begin(), phrases.end(), [](const auto &row) { return row.has_value(); });
}

Result<PhrasedTexts> explorePhrased(const CommonOptions &options, LoadedTexts &loaded,
                                    const std::vector<std::string> &phrases, Need need)
{
    const std::size_t count = loaded.corpus.size();
    for (const std::string &phrase : phrases)
        loaded.corpus.add(phrase);
    loaded.phrases = phrases.size();
    loaded.phrasesNeeded = need == Need::All;
    Result<Explored> explored = exploreTexts(options, loaded, {}, Extent::Vectors);
    loaded.corpus.texts.edit().resize(count);
    loaded.phrases = 0;
    if (!explored)
        return std::move(explored).error();
    PhrasedTexts result;
    result.explored = std::move(*explored);
    result.rows = rowsOfTexts(result.explored);
    result.phrases.assign(result.rows.begin() + static_cast<std::ptrdiff_t>(count), result.rows.end());
    result.rows.resize(count);
    result.texts = static_cast<std::size_t>(
        std::count_if(result.rows.begin(), result.rows.end(), [](const auto &row) { return row.has_value(); }));
    if (result.texts == 0)
        return count == 0 ? makeError(Errc::NoTexts) : result.explored.errors.at(0);
    return result;
}

std::string digitsOrDash(const std::optional<double> &value)
{
    return value ? threeDigits(*value) : "-";
}

std::string percentWords(double share)
{
    const auto tenths = std::llround(share * 1000);
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + "%";
}

} // namespace embedscope
