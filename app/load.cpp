#include "app/load.h"

#include "app/console.h"
#include "app/service.h"
#include "core/analyse/project/mds.h"
#include "core/analyse/project/tsne/tsne.h"
#include "core/analyse/project/umap/umap.h"
#include "core/analyse/unit_rows.h"
#include "core/base/thread_pool.h"
#include "core/embed/cache/embedding_cache.h"
#include "core/embed/open_embedder.h"
#include "core/explore/axes/axes.h"
#include "core/scene/display_text.h"
#include "ui/state/document/imported_vectors.h"
#include "ui/state/error_text.h"
#include "ui/state/service/service_sentences.h"

#include <algorithm>
#include <stop_token>
#include <unordered_map>
#include <unordered_set>
#include <variant>

namespace embedscope {

namespace {

void tellRepairs(const ReadCorpus &read, const std::string &path)
{
    for (const ReadWarning &warning : read.report.warnings)
        complain(path + ": " + readWarningText(warning).toStdString());
}

std::string named(const std::string &model)
{
    return model.empty() ? "no name" : "\"" + model + "\"";
}

/// The texts of one file after those of the files before it.
Status append(LoadedTexts &all, ReadCorpus &&read, const std::string &path)
{
    const std::size_t before = all.corpus.size();
    if (before == 0) {
        all.corpus = std::move(read.corpus);
        all.vectorModel = read.vectorModel;
    } else {
        // Further columns of different files have nothing in common; groups do.
        std::vector<Text> &texts = all.corpus.texts.edit();
        for (Text &text : read.corpus.texts.take())
            texts.push_back({{}, std::move(text.text), std::move(text.group), {}});
        all.corpus.assignIds();
        if (all.corpus.groupName.empty())
            all.corpus.groupName = read.corpus.groupName;
    }
    if (read.vectors.empty())
        return {};
    if (all.vectors.empty())
        all.vectorModel = read.vectorModel;
    else if (all.vectorModel != read.vectorModel)
        return makeError(Errc::ModelMismatch, named(all.vectorModel) + ", then " + named(read.vectorModel), path);
    else if (all.vectors.front().values.size() != read.vectors.front().values.size())
        return makeError(Errc::DimensionMismatch,
                         std::to_string(read.vectors.front().values.size()) + " numbers instead of " +
                             std::to_string(all.vectors.front().values.size()),
                         path);
    for (ImportedVector &vector : read.vectors)
        all.vectors.push_back({vector.index + before, std::move(vector.values), vector.tokens, vector.truncated});
    return {};
}

ImportedVectors importedOf(const LoadedTexts &loaded)
{
    ImportedVectors imported;
    imported.modelName = loaded.vectorModel;
    imported.dimensions = loaded.vectors.front().values.size();
    for (const ImportedVector &vector : loaded.vectors) {
        const Text &text = loaded.corpus.texts[vector.index];
        auto stored = std::make_shared<StoredVector>();
        stored->values = vector.values;
        stored->tokens = stored->fullTokens = vector.tokens; // of the whole text: nobody knows any more
        stored->truncated = vector.truncated;
        imported.rows.push_back({text.id, text.text, std::move(stored)});
    }
    return imported;
}

/// A store of the vectors that the files brought; with the embedder they come from, if texts lack one and it is here.
Status useImported(ExploreInput &input, const LoadedTexts &loaded, const CommonOptions &options)
{
    const ImportedVectors imported = importedOf(loaded);
    const bool lacks = loaded.vectors.size() < loaded.corpus.size() || !axisPhrases(input.recipe.projection).empty();
    if (lacks && mayBeLocalModel(imported.modelName)) {
        CommonOptions theirs = options;
        theirs.model = imported.modelName;
        if (const auto opened = loadEmbedder(theirs); opened && checkSameModel(imported, **opened))
            input.embedder = *opened;
    }
    input.store = storeOf(imported, input.embedder.get());
    return {};
}

std::string plural(std::size_t count, const char *one, const char *many)
{
    return std::to_string(count) + (count == 1 ? one : many);
}

void tellLengths(const Explored &explored)
{
    const QString words =
        lengthsText(lengthsOf(explored.exploration->vectors), explored.embedder ? explored.embedder->host() : "");
    if (!words.isEmpty())
        complain(words.toStdString());
}

void tellLosses(const Explored &explored, std::size_t texts, std::size_t limit)
{
    const auto missing =
        static_cast<std::size_t>(std::distance(explored.errors.begin(), explored.errors.lower_bound(texts)));
    if (missing > 0)
        complain(plural(missing, " text has no vector and was", " texts have no vector and were") + " left out; text " +
                 std::to_string(explored.errors.begin()->first + 1) + ": " +
                 errorText(explored.errors.begin()->second, Surface::CommandLine).toStdString());

    std::size_t cut = 0;
    std::size_t firstCut = 0;
    const Exploration &exploration = *explored.exploration;
    for (std::size_t row = exploration.size(); row-- > 0;) {
        if (!exploration.stored[row]->truncated)
            continue;
        ++cut;
        firstCut = row;
    }
    if (cut > 0 && exploration.stored[firstCut]->fullTokens <= exploration.stored[firstCut]->tokens)
        complain(plural(cut, " text is longer than its", " texts are longer than their") +
                 " model sees: the file says that the vectors are of the beginning; the first is text " +
                 std::to_string(exploration.corpusIndex[firstCut] + 1) + ".");
    else if (cut > 0)
        complain(plural(cut, " text is", " texts are") + " longer than the model's " + std::to_string(limit) +
                 " tokens, which sees only the beginning; text " +
                 std::to_string(exploration.corpusIndex[firstCut] + 1) + " has " +
                 std::to_string(exploration.stored[firstCut]->fullTokens) + " tokens.");
    for (const ExplorationNote note : exploration.notes) {
        if (note == ExplorationNote::FewerClusters)
            complain("There are fewer different texts than clusters asked for.");
        if (note == ExplorationNote::UmapTooFew)
            complain("UMAP needs " + std::to_string(UmapOptions::kLeastTexts) + " texts; this map is PCA.");
        if (note == ExplorationNote::NoDifference && exploration.map &&
            exploration.map->projection.index() != exploration.recipe.projection.index())
            complain("To this model all texts are the same; this map is PCA.");
        if (note == ExplorationNote::TsneTooFew)
            complain("t-SNE needs " + std::to_string(TsneOptions::kLeastTexts) + " texts; this map is PCA.");
        if (note == ExplorationNote::TsneFewer)
            complain("There are too few texts for this perplexity; it is a third of them.");
        if (note == ExplorationNote::NoClusters)
            complain(
                "No place stands out by its density, so there is no cluster; --min-size gives another smallest size.");
        if (note == ExplorationNote::UmapFewer)
            complain("There are fewer texts than neighbours asked for; UMAP took them all.");
        if (note == ExplorationNote::UmapPieces)
            complain("The texts' neighbourhoods hang together in several pieces; how the pieces lie to each other says "
                     "little.");
    }
}

/// The different texts that have no vector yet.
std::vector<std::string_view> textsToEmbed(const ExploreInput &input)
{
    std::vector<std::string_view> texts;
    std::unordered_set<std::string_view> seen;
    for (const Text &text : input.corpus.texts)
        if (input.store.entry(text).state == VectorState::Pending && seen.insert(text.text).second)
            texts.push_back(text.text);
    for (const std::string_view phrase : axisPhrases(input.recipe.projection))
        if (input.store.entry(Text{{}, std::string(phrase), {}, {}}).state == VectorState::Pending &&
            seen.insert(phrase).second)
            texts.push_back(phrase);
    return texts;
}

/// A method that takes so many texts and no more refuses them before they are embedded, which may take minutes.
Status checkCount(const CommonOptions &options, const LoadedTexts &loaded, const Recipe &recipe)
{
    if (!std::holds_alternative<MdsRecipe>(recipe.projection))
        return {};
    std::size_t count = loaded.vectors.size();
    if (options.model || loaded.vectors.empty())
        count = static_cast<std::size_t>(std::count_if(loaded.corpus.texts.begin(), loaded.corpus.texts.end(),
                                                       [](const Text &text) { return !isBlank(text.text); }));
    if (count <= MdsOptions::kMaxTexts)
        return {};
    return makeError(Errc::TooManyForMethod,
                     "MDS takes " + std::to_string(MdsOptions::kMaxTexts) + ", here are " + std::to_string(count));
}

/// The text without a vector that is not to be left out.
std::optional<std::size_t> refusedText(const Explored &explored, const LoadedTexts &loaded, Missing missing)
{
    const auto &errors = explored.errors;
    const auto phrase = errors.lower_bound(explored.texts - loaded.phrases);
    if (loaded.phrasesNeeded && phrase != errors.end())
        return phrase->first;
    if (missing == Missing::FirstRefused && errors.contains(0))
        return 0;
    if (missing == Missing::LastRefused && errors.contains(explored.texts - 1))
        return explored.texts - 1;
    if (missing == Missing::Refused && !errors.empty())
        return errors.begin()->first;
    return std::nullopt;
}

} // namespace

Result<LoadedTexts> loadTexts(const CommonOptions &options)
{
    LoadedTexts all;
    const std::optional<std::string> &column =
        options.read.textColumn ? options.read.textColumn : options.read.groupColumn;
    bool anyColumns = options.files.empty() || !column || column->empty();
    for (const std::string &file : options.files) {
        Result<ReadCorpus> read =
            file == "-" ? readCorpusStandardInput(options.read) : readCorpusFile(file, options.read);
        if (!read)
            return std::move(read).error();
        anyColumns = anyColumns || !read->report.allColumns.empty();
        if (!options.quiet)
            tellRepairs(*read, file == "-" ? "standard input" : file);
        if (const Status appended = append(all, std::move(*read), file); !appended)
            return appended.error();
    }
    // Each line of a table as one text is not what was meant.
    if (!anyColumns)
        return makeError(Errc::NoSuchColumn,
                         "\"" + *column + "\"; it was read as a list of texts: --format csv reads a table",
                         options.files.front());
    for (const std::string &text : options.texts)
        all.corpus.add(text);
    return all;
}

Result<std::shared_ptr<const Embedder>> loadEmbedder(const CommonOptions &options)
{
    EmbedderOptions embedder = options.embedder;
    if (options.cache)
        embedder.cache = EmbeddingCache::standard();
    return openEmbedder(options.model.value_or(kDefaultModel), standardModelFolders(), embedder);
}

Result<Explored> exploreTexts(const CommonOptions &options, const LoadedTexts &loaded, const Recipe &recipe,
                              Extent extent, Missing missing)
{
    if (const Status fits = checkCount(options, loaded, recipe); !fits)
        return fits.error();
    ExploreInput input;
    input.corpus = loaded.corpus;
    input.recipe = recipe;
    input.recipe.model = options.model.value_or(kDefaultModel);
    input.recipe.seed = options.seed;
    input.fallback = ExploreInput::Fallback::Refused;
    if (loaded.lastIsQuery)
        input.query = loaded.corpus.texts.back().id;
    if (!options.model && !loaded.vectors.empty()) {
        if (const Status used = useImported(input, loaded, options); !used)
            return used.error();
    } else {
        Result<std::shared_ptr<const Embedder>> embedder = loadEmbedder(options);
        if (!embedder)
            return std::move(embedder).error();
        input.embedder = std::move(*embedder);
        input.store = VectorStore(input.embedder->identity(), input.embedder->name(), input.embedder->dimensions());
    }

    Explored explored;
    explored.embedder = input.embedder;
    std::unordered_map<TextId, Error> failures;
    ExploreHooks hooks;
    hooks.row = [&](const Text &text, const VectorEntry &entry) {
        if (entry.error)
            failures.insert_or_assign(text.id, *entry.error);
    };
    ProgressBar progress(options.quiet ? ProgressBar::Show::No : ProgressBar::Show::OnTerminal);
    // With a query the others are passages; counting it as one of them may say one text too many, never too few.
    ServiceTalk talk(input.embedder, textsToEmbed(input), input.query == TextId{} ? Role::Plain : Role::Passage,
                     options.quiet ? ServiceTalk::Tell::Nothing : ServiceTalk::Tell::All);
    RunControl control = talk.listening(progress.control());
    std::stop_source stop;
    if (extent == Extent::Vectors) {
        // The first stage is all that is wanted: what would follow is stopped.
        control.stop = stop.get_token();
        hooks.stage = [&](ExplorationPtr stage) {
            explored.exploration = std::move(stage);
            stop.request_stop();
        };
    }
    Result<ExplorationPtr> result = explore(input, hooks, control);
    if (result)
        explored.exploration = std::move(*result);
    else if (!explored.exploration)
        return std::move(result).error();

    explored.texts = loaded.corpus.size();
    auto row = explored.exploration->corpusIndex.begin();
    for (std::size_t i = 0; i < explored.texts; ++i) {
        if (row != explored.exploration->corpusIndex.end() && *row == i) {
            ++row;
            continue;
        }
        const Text &text = loaded.corpus.texts[i];
        if (const auto failure = failures.find(text.id); failure != failures.end())
            explored.errors[i] = failure->second;
        else
            explored.errors[i] =
                isBlank(text.text) ? makeError(Errc::EmptyText) : makeError(Errc::ModelMismatch, loaded.vectorModel);
    }
    if (explored.exploration->rows.empty())
        return loaded.corpus.empty() ? makeError(Errc::NoTexts) : explored.errors.at(0);
    if (const auto refused = refusedText(explored, loaded, missing)) {
        Error error = explored.errors.at(*refused);
        if (*refused + loaded.phrases >= explored.texts) {
            // A typed phrase has no line; it is quoted where the sentence is about it.
            if (error.code != Errc::ModelMismatch)
                error.detail.insert(0, quoted(loaded.corpus.texts[*refused].text, 60) +
                                           (error.detail.empty() ? "" : ": "));
            return error;
        }
        if (error.code == Errc::DimensionMismatch && options.cache && input.embedder && !input.embedder->host().empty())
            error.detail +=
                "; has the service another model by now? embedscope cache --clear forgets the vectors of before";
        // Not a line: blank ones and headers are not counted, and --text has none. A service's error has its host.
        if (error.line == 0 && (!error.path.empty() || missing != Missing::LastRefused))
            error.detail.insert(0, "text " + std::to_string(*refused + 1) + (error.detail.empty() ? "" : ": "));
        return error;
    }
    if (const std::string warning = options.cache ? EmbeddingCache::standard()->takeWarning() : std::string();
        !options.quiet && !warning.empty())
        complain(warning);
    if (!options.quiet) {
        tellLengths(explored);
        tellLosses(explored, loaded.corpus.size() - loaded.phrases, input.embedder ? input.embedder->maxTokens() : 0);
    }
    return explored;
}

std::vector<std::optional<std::size_t>> rowsOfTexts(const Explored &explored)
{
    std::vector<std::optional<std::size_t>> rows(explored.texts);
    for (std::size_t row = 0; row < explored.exploration->size(); ++row)
        rows[explored.exploration->corpusIndex[row]] = row;
    return rows;
}

} // namespace embedscope
