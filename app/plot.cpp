#include "app/commands.h"
#include "app/console.h"
#include "app/load.h"
#include "app/program.h"
#include "core/scene/build_scene.h"
#include "ui/render/export_picture.h"
#include "ui/render/qt_text_measurer.h"
#include "ui/state/picture_file.h"

#include <QFile>
#include <QFileInfo>
#include <QGuiApplication>

#include <clocale>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>

namespace embedscope {

namespace {

ColourMode colourModeOf(const std::string &name)
{
    if (name == "cluster")
        return ColourMode::Cluster;
    if (name == "group")
        return ColourMode::Group;
    return name == "none" ? ColourMode::None : ColourMode::Similarity;
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
    if (options.clusters > 0 && options.colour != "cluster" && !options.common.quiet)
        complain("-k " + std::to_string(options.clusters) + " shows only with --colour cluster");
    Recipe recipe;
    recipe.projection = projectionOf(options.map, options.common);
    if (options.colour == "cluster" || options.clusters > 0) {
        recipe.clusters.method = ClusterRecipe::Method::KMeans;
        recipe.clusters.k = options.clusters;
    }
    const Result<Explored> explored = exploreTexts(options.common, *loaded, recipe, Extent::Everything);
    if (!explored)
        return fail(explored.error());

    leaveSurroundings();
    // What Qt remarks about the surroundings is nobody's concern here; what fails is told below.
    qInstallMessageHandler([](QtMsgType, const QMessageLogContext &, const QString &) {});
    char name[] = "embedscope";
    char *arguments[] = {name, nullptr};
    int count = 1;
    const QGuiApplication application(count, arguments);
    std::setlocale(LC_ALL, "C"); // Qt took the environment's; numbers are written with points

    ViewState view;
    view.colourMode = colourModeOf(options.colour);
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
