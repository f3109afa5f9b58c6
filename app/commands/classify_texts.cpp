#include "app/commands/classify.h"

#include "app/commands/commands.h"
#include "app/console.h"

namespace embedscope {

namespace {

/// The texts of --apply after the others, without their groups: those are to be guessed.
Status appendApplied(LoadedTexts &all, const CommonOptions &common, const std::string &file)
{
    CommonOptions options = common;
    options.files = {file};
    options.texts.clear();
    options.read.groupColumn.reset();
    Result<LoadedTexts> applied = loadTexts(options);
    if (!applied)
        return std::move(applied).error();
    const bool mixed = !applied->vectors.empty() && !all.vectors.empty();
    if (mixed && applied->vectorModel != all.vectorModel)
        return makeError(Errc::ModelMismatch, "\"" + all.vectorModel + "\", then \"" + applied->vectorModel + "\"",
                         file);
    if (mixed && applied->vectors.front().values.size() != all.vectors.front().values.size())
        return makeError(Errc::DimensionMismatch, {}, file);
    const std::size_t before = all.corpus.size();
    std::vector<Text> &texts = all.corpus.texts.edit();
    for (Text &text : applied->corpus.texts.take())
        texts.push_back({{}, std::move(text.text), {}, {}});
    all.corpus.assignIds();
    // Vectors are used where all texts bring them, or their model is here.
    if (all.vectors.empty())
        return {};
    for (ImportedVector &vector : applied->vectors) {
        vector.index += before;
        all.vectors.push_back(std::move(vector));
    }
    return {};
}

} // namespace

int runClassify(const ClassifyCommandOptions &options)
{
    Result<LoadedTexts> loaded = loadTexts(options.common);
    if (!loaded)
        return fail(loaded.error());
    ClassifyTexts texts{std::move(*loaded), 0, options.common.seed};
    texts.own = texts.loaded.corpus.size();
    if (options.apply)
        if (const Status appended = appendApplied(texts.loaded, options.common, *options.apply); !appended)
            return fail(appended.error());
    return options.numberColumn ? runNumberPredictor(options, texts) : runGroupClassifier(options, texts);
}

} // namespace embedscope
