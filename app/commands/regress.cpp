#include "app/commands/classify.h"

#include "app/console.h"
#include "app/json.h"
#include "app/phrases.h"
#include "app/program.h"
#include "core/analyse/learn/ridge.h"
#include "core/analyse/unit_rows.h"
#include "core/base/utf8.h"
#include "core/scene/display_text.h"
#include "core/scene/shade.h"

#include <algorithm>
#include <cstdio>

namespace embedscope {

namespace {

/// The cells of a column by its name; an empty one for a text that has none. Error: NoSuchColumn.
Result<std::vector<std::string>> cellsOf(const Corpus &corpus, const std::string &name)
{
    std::vector<std::string> cells;
    if (!corpus.groupName.empty() && name == corpus.groupName) {
        for (const Text &text : corpus.texts)
            cells.push_back(text.group);
        return cells;
    }
    const auto found = std::find(corpus.columnNames.begin(), corpus.columnNames.end(), name);
    if (found == corpus.columnNames.end()) {
        std::string known = corpus.groupName.empty() ? "" : "\"" + corpus.groupName + "\"";
        for (const std::string &column : corpus.columnNames)
            known += (known.empty() ? "\"" : ", \"") + column + "\"";
        return makeError(Errc::NoSuchColumn,
                         "\"" + name + "\"; besides the texts there " + (known.empty() ? "is none" : "are " + known));
    }
    const auto at = static_cast<std::size_t>(found - corpus.columnNames.begin());
    for (const Text &text : corpus.texts)
        cells.push_back(at < text.columns.size() ? text.columns[at] : std::string());
    return cells;
}

std::string number(double value)
{
    char text[32];
    const int length = std::snprintf(text, sizeof text, "%.4g", value);
    return {text, length > 0 ? static_cast<std::size_t>(length) : 0};
}

struct Predicted
{
    const ClassifyTexts &texts;
    const PhrasedTexts &phrased;
    std::string column;
    std::vector<std::optional<double>> values; ///< of each text; none: to be predicted
    std::vector<std::optional<double>> predictions;
    std::size_t learned = 0;
    RidgeResult result;
};

std::string asJson(const Predicted &p)
{
    const Corpus &corpus = p.texts.loaded.corpus;
    JsonWriter json;
    json.open('{').member("model", p.phrased.exploration().modelName).member("method", "ridge");
    json.member("column", p.column).member("seed", p.texts.seed).member("learned", p.learned);
    json.member("folds", p.result.folds.count).key("error");
    if (p.result.error) {
        const RidgeError &error = *p.result.error;
        json.open('{').member("root_mean_square", error.rootMeanSquare).member("mean_absolute", error.meanAbsolute);
        json.member("of_mean", error.ofMean).member("r2", error.r2).close('}');
    } else {
        json.null();
    }
    json.key("items").open('[');
    for (std::size_t i = 0; i < corpus.size(); ++i) {
        if (i == p.texts.own)
            json.close(']').key("applied").open('[');
        json.newLine().open('{').member("index", i < p.texts.own ? i : i - p.texts.own);
        json.member("text", corpus.texts[i].text).member("value", p.values[i]);
        json.member("prediction", p.predictions[i]).close('}');
    }
    if (p.texts.own == corpus.size())
        json.close(']').key("applied").open('[');
    return json.close(']').close('}').take();
}

std::string asTable(const Predicted &p)
{
    const Corpus &corpus = p.texts.loaded.corpus;
    std::string out = quoted(p.column, 60) + ", learned from " + std::to_string(p.learned) + " texts, " +
                      modelWords(p.phrased.exploration().modelName) + " (ridge regression)\n";
    if (p.result.error) {
        const RidgeError &error = *p.result.error;
        out += "Off by " + number(error.meanAbsolute) + " on average, root mean square " +
               number(error.rootMeanSquare) + ", for texts that it has not seen (" +
               std::to_string(p.result.folds.count) + " folds)\n";
        out += "Always saying the mean is off by " + number(error.ofMean) + " (root mean square)" +
               (error.r2 ? "; R² is " + threeDigits(*error.r2) : "") + "\n";
    } else {
        out += "There is one number only: how good the predictions are cannot be told.\n";
    }
    const std::size_t width = std::max<std::size_t>(4, std::to_string(corpus.size()).size());
    bool any = false;
    for (std::size_t i = 0; i < corpus.size(); ++i) {
        if (p.values[i] || !p.predictions[i])
            continue;
        out += any ? "" : "\nPredicted\n     value  " + padLeft("text", width) + "\n";
        any = true;
        out += padLeft(number(*p.predictions[i]), 10) + "  " +
               padLeft(std::to_string((i < p.texts.own ? i : i - p.texts.own) + 1), width) + "  " +
               displayText(corpus.texts[i].text) + "\n";
    }
    return out;
}

/// Learns from the rows with a value, and predicts the others.
Status predict(Predicted &p, const CommonOptions &common)
{
    const UnitRows unit(p.phrased.vectors());
    std::vector<std::size_t> indices;
    std::vector<double> values;
    for (std::size_t i = 0; i < p.values.size(); ++i)
        if (p.values[i] && p.phrased.rows[i]) {
            indices.push_back(i);
            values.push_back(*p.values[i]);
        }
    p.learned = indices.size();
    Matrix rows(static_cast<Eigen::Index>(indices.size()), p.phrased.exploration().vectors.cols());
    for (std::size_t i = 0; i < indices.size(); ++i)
        unit.copy(*p.phrased.rows[indices[i]], rows.row(static_cast<Eigen::Index>(i)).data());
    RidgeOptions options;
    options.seed = common.seed;
    Result<RidgeResult> result = regress(rows, values, options);
    if (!result)
        return std::move(result).error();
    p.result = std::move(*result);
    for (std::size_t i = 0; i < indices.size(); ++i)
        p.predictions[indices[i]] = p.result.predictions[i];
    std::vector<float> row(unit.cols());
    for (std::size_t i = 0; i < p.values.size(); ++i) {
        if (p.values[i] || !p.phrased.rows[i])
            continue;
        unit.copy(*p.phrased.rows[i], row.data());
        p.predictions[i] = predictRidge(p.result.model, row);
    }
    return {};
}

} // namespace

int runNumberPredictor(const ClassifyCommandOptions &options, ClassifyTexts &texts)
{
    const Result<std::vector<std::string>> cells = cellsOf(texts.loaded.corpus, *options.numberColumn);
    if (!cells)
        return fail(cells.error());
    std::vector<std::optional<double>> values(cells->size());
    for (std::size_t i = 0; i < std::min(texts.own, cells->size()); ++i) {
        if (isBlank((*cells)[i]))
            continue;
        values[i] = numberOf((*cells)[i]);
        if (!values[i]) {
            complain("text " + std::to_string(i + 1) + ": " + quoted((*cells)[i], 40) + " in the column \"" +
                     *options.numberColumn + "\" is no number; correct it, or leave it empty to have it predicted");
            return kFailed;
        }
    }
    const Result<PhrasedTexts> phrased = explorePhrased(options.common, texts.loaded, {}, Need::None);
    if (!phrased)
        return fail(phrased.error());
    Predicted p{texts, *phrased, *options.numberColumn, std::move(values), {}, 0, {}};
    p.predictions.resize(p.values.size());
    if (const Status status = predict(p, options.common); !status)
        return fail(status.error());
    return printOrFail(options.json ? asJson(p) : asTable(p));
}

} // namespace embedscope
