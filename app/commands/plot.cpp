#include "app/arguments.h"
#include "app/commands/commands.h"
#include "app/console.h"
#include "app/load.h"
#include "app/map_recipe.h"
#include "app/program.h"
#include "core/explore/axes/axis_notation.h"
#include "core/explore/scores/phrase_vectors.h"
#include "core/explore/scores/spectrum.h"
#include "core/scene/build/build_scene.h"
#include "ui/render/export_picture.h"
#include "ui/render/qt_text_measurer.h"
#include "ui/state/picture_file.h"

#include <QFile>
#include <QFileInfo>
#include <QGuiApplication>

#include <algorithm>
#include <clocale>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace embedscope {

namespace {

/// --colour as it was checked: a name, number:N, column:NAME, phrase:TEXT or spectrum:ENDS.
ColourChoice colourOf(const std::string &name)
{
    ColourChoice choice;
    const std::size_t colon = name.find(':');
    const std::string rest = colon == std::string::npos ? "" : name.substr(colon + 1);
    if (name == "angle") {
        choice.measure = Measure::Angle;
    } else if (name == "distance") {
        choice.measure = Measure::Euclidean;
    } else if (name == "cluster") {
        choice.mode = ColourMode::Cluster;
    } else if (name == "group") {
        choice.mode = ColourMode::Group;
    } else if (name == "kept") {
        choice.mode = ColourMode::Kept;
    } else if (name == "length") {
        choice.mode = ColourMode::Length;
    } else if (name == "none") {
        choice.mode = ColourMode::None;
    } else if (name.starts_with("number:")) {
        choice.mode = ColourMode::Component;
        choice.component = static_cast<int>(wholeNumber(rest).value_or(1)) - 1;
    } else if (name.starts_with("column:")) {
        choice.mode = ColourMode::Column;
        choice.column = rest;
    } else if (name.starts_with("phrase:")) {
        choice.mode = ColourMode::Phrase;
        choice.phrase = rest;
    } else if (name.starts_with("spectrum:")) {
        choice.mode = ColourMode::Spectrum;
        if (auto ends = parseAxis(rest))
            choice.spectrum = std::move(*ends);
    }
    return choice;
}

/// Why these texts cannot be coloured so; empty if they can.
std::string whyNotColoured(const ColourChoice &colour, const Exploration &exploration)
{
    if (colour.mode == ColourMode::Component && colour.component >= exploration.vectors.cols())
        return "a vector of " + exploration.modelName + " has " + std::to_string(exploration.vectors.cols()) +
               " numbers; --colour number:" + std::to_string(colour.component + 1) + " is not among them";
    if (colour.mode != ColourMode::Column)
        return {};
    const auto &names = exploration.columnNames;
    const auto numeric = numericColumns(exploration.rows, names.size());
    std::string list;
    for (const std::size_t column : numeric) {
        if (names[column] == colour.column)
            return {};
        list += (list.empty() ? "" : ", ") + names[column];
    }
    const bool there = std::find(names.begin(), names.end(), colour.column) != names.end();
    return "column '" + colour.column + "' " + (there ? "does not hold numbers" : "is not there") +
           (list.empty() ? "; no column holds numbers" : "; these hold numbers: " + list);
}

/// The vector of what --colour phrase:TEXT names.
Result<std::shared_ptr<const std::vector<float>>> phraseVector(const std::string &phrase, const Embedder *embedder)
{
    if (!embedder)
        return makeError(Errc::ModelMismatch);
    std::shared_ptr<const std::vector<float>> vector;
    std::optional<Error> refused;
    const std::string_view text = phrase;
    const auto keep = [&](const EmbeddedRow &row) {
        if (row.vector)
            vector = std::make_shared<const std::vector<float>>(row.vector->begin(), row.vector->end());
        else
            refused = row.vector.error();
    };
    const Result<EmbedUsage> used = embedder->embed({&text, 1}, Role::Query, keep);
    if (!used)
        return used.error();
    if (!vector)
        return refused.value_or(makeError(Errc::EmptyText));
    return vector;
}

/// The vectors of what --colour spectrum:ENDS names, once they are seen to make a spectrum.
Result<std::shared_ptr<const VectorStore>> spectrumVectors(const AxisRecipe &ends, const Explored &explored)
{
    // Without a model, words that are texts of the map are found there.
    Result<VectorStore> vectors =
        explored.embedder ? embedPhrases(*explored.embedder, typedExamples(ends)) : Result<VectorStore>(VectorStore());
    if (!vectors)
        return std::move(vectors).error();
    const Result<Spectrum> spectrum = spectrumOf(*explored.exploration, ends, *vectors);
    if (!spectrum)
        return spectrum.error();
    return std::make_shared<const VectorStore>(std::move(*vectors));
}

/// What colours go by besides the texts themselves.
Status addColourWords(ViewState &view, const Explored &explored)
{
    if (view.colourMode == ColourMode::Phrase) {
        auto vector = phraseVector(view.phrase, explored.embedder.get());
        if (!vector)
            return vector.error();
        view.phraseVector = *std::move(vector);
    } else if (view.colourMode == ColourMode::Spectrum) {
        auto vectors = spectrumVectors(view.spectrum, explored);
        if (!vectors)
            return vectors.error();
        view.spectrumPhrases = *std::move(vectors);
    }
    return {};
}

/// A picture must not depend on where it is drawn: no display, no scaling of the desktop's, no language for choosing
/// fonts.
void leaveSurroundings()
{
    for (const char *name : {"QT_SCALE_FACTOR", "QT_SCREEN_SCALE_FACTORS", "QT_FONT_DPI", "QT_ENABLE_HIGHDPI_SCALING",
                             "QT_USE_PHYSICAL_DPI", "QT_AUTO_SCREEN_SCALE_FACTOR", "QT_STYLE_OVERRIDE", "FC_LANG",
                             "LANGUAGE", "LANG", "QT_QPA_PLATFORMTHEME"})
        unsetenv(name);
    setenv("LC_ALL", "C.UTF-8", 1);
    setenv("QT_QPA_PLATFORM", "offscreen", 1);
}

/// What the window would call these texts: the name of the only file, without its folder and ending.
std::string titleOf(const CommonOptions &common)
{
    if (common.files.size() != 1 || !common.texts.empty() || common.files.front() == "-")
        return "Untitled";
    return QFileInfo(QFile::decodeName(common.files.front().c_str())).completeBaseName().toStdString();
}

} // namespace

int runPlot(const PlotOptions &options)
{
    const std::optional<PictureFormat> format = pictureFormatOf(options.out);
    if (!format)
        return fail(makeError(Errc::UnknownFormat, "." + extensionOf(options.out), options.out));
    const ScreenSize size{static_cast<double>(options.width), static_cast<double>(options.height)};
    if (const Status fits = checkPictureSize(size, options.scale, *format); !fits)
        return fail(fits.error());

    const Result<LoadedTexts> loaded = loadTexts(options.common);
    if (!loaded)
        return fail(loaded.error());
    if (options.colour == "group" && loaded->corpus.groupName.empty()) {
        complain("the texts have no groups to colour by; --group-column names the column that holds them");
        return kFailed;
    }
    if (options.clusters.asked && options.colour != "cluster" && !options.common.quiet)
        complain((options.clusters.clusters > 0 ? "-k " + std::to_string(options.clusters.clusters) + " shows"
                                                : std::string("--method, --min-size and --space show")) +
                 " only with --colour cluster");
    Recipe recipe;
    recipe.projection = projectionOf(options.map, options.common, loaded->corpus.size());
    if (options.colour == "cluster" || options.clusters.asked)
        recipe.clusters = clustersOf(options.clusters, options.common);
    const Result<Explored> explored = exploreTexts(options.common, *loaded, recipe, Extent::Everything);
    if (!explored)
        return fail(explored.error());

    const ColourChoice colour = colourOf(options.colour);
    if (const std::string why = whyNotColoured(colour, *explored->exploration); !why.empty()) {
        complain(why);
        return kFailed;
    }
    ViewState view;
    view.setColour(colour);
    if (const Status known = addColourWords(view, *explored); !known)
        return fail(known.error());

    leaveSurroundings();
    // What Qt remarks about the surroundings is nobody's concern here; what fails is told below.
    qInstallMessageHandler([](QtMsgType, const QMessageLogContext &, const QString &) {});
    char name[] = "embedscope";
    char *arguments[] = {name, nullptr};
    int count = 1;
    const QGuiApplication application(count, arguments);
    std::setlocale(LC_ALL, "C"); // Qt took the environment's; numbers are written with points

    view.theme = options.theme == "dark" ? Theme::Dark : Theme::Light;
    view.showLabels = options.labels;
    view.caption = true;
    const QtTextMeasurer measurer;
    const Scene scene = buildScene(explored->exploration, view, size, measurer);
    std::optional<PictureRecipe> carried;
    if (options.recipe) {
        carried.emplace();
        carried->title = titleOf(options.common);
        carried->corpus = loaded->corpus;
        carried->recipe = recipe;
        carried->recipe.model = explored->exploration->modelName;
        carried->recipe.seed = options.common.seed;
        carried->view = view;
    }
    PictureWords words;
    words.title = "Embedscope";
    words.description = describeMap(*explored->exploration).kept;
    const Status drawn = writePicture(options.out, scene, *format, options.scale, std::move(words), carried);
    return drawn ? kDone : fail(drawn.error());
}

} // namespace embedscope
