#include "app/parse/parse.h"

#include "app/arguments.h"
#include "app/console.h"
#include "app/parse/parse_clusters.h"
#include "app/parse/parse_learn.h"
#include "app/parse/parse_models.h"
#include "app/parse/parse_parts.h"
#include "app/program.h"
#include "app/service.h"
#include "core/base/utf8.h"
#include "core/explore/axes/axis_notation.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <functional>
#include <limits>
#include <map>

namespace embedscope {

namespace {

const std::string kVersion = std::string("embedscope ") + EMBEDSCOPE_VERSION;

/// What is wrong with a --colour; empty if nothing is.
std::string colourMisuse(std::string &name)
{
    for (const char *known : {"similarity", "angle", "distance", "cluster", "group", "kept", "length", "none"})
        if (name == known)
            return {};
    if (name.starts_with("number:")) {
        const auto number = wholeNumber(name.substr(7));
        return number && *number >= 1 && *number <= 1'000'000
                   ? std::string()
                   : "'" + name + "' must name a number from 1, as in number:17";
    }
    if (name.starts_with("column:"))
        return name.size() > 7 ? std::string() : "the column's name is missing, as in column:price";
    if (name.starts_with("phrase:"))
        return isBlank(name.substr(7)) ? "the phrase is missing, as in \"phrase:a warm day\"" : std::string();
    if (name.starts_with("spectrum:")) {
        const auto ends = parseAxis(std::string_view(name).substr(9));
        return ends ? std::string() : ends.error().detail;
    }
    return "'" + name +
           "' is none of similarity, angle, distance, phrase:TEXT, spectrum:ENDS, cluster, group, number:N, kept, "
           "length, column:NAME, none";
}

CLI::App *addSimilar(CLI::App &app, SimilarOptions &options)
{
    CLI::App *command = app.add_subcommand("similar", "Rank texts by similarity to the first, or to another");
    addCommon(*command, options.common);
    addText(*command, "--to", options.to, "Compare with this instead of the first text")
        ->type_name("TEXT")
        ->check(CLI::Validator(
            [](std::string &text) { return isBlank(text) ? "there is no text to compare with" : std::string(); }, ""));
    addWhole(*command, "--top", options.top, 1, kNoLimit, "Only the N most similar");
    command->add_flag("--json", options.json, "One JSON object");
    command->footer("Examples:\n"
                    "  embedscope similar texts.txt\n"
                    "  embedscope similar texts.csv --text-column review --to \"too expensive\" --top 5\n"
                    "  embedscope similar --text king --text queen --text cabbage --json\n");
    return command;
}

CLI::App *addEmbed(CLI::App &app, EmbedOptions &options)
{
    CLI::App *command = app.add_subcommand("embed", "Turn texts into vectors");
    addCommon(*command, options.common);
    command->add_option("-o", options.out, "File to write: .npy, .csv, .jsonl, .json; else JSON lines are printed")
        ->check(endings({"npy", "csv", "jsonl", "json"}))
        ->type_name("OUT");
    command->add_flag("--json", options.json, "One JSON object, with what a service counted")->excludes("-o");
    command->footer("Examples:\n"
                    "  embedscope embed texts.txt -o vectors.npy\n"
                    "  embedscope embed texts.txt --model api:nomic-embed-text --api-base ollama\n"
                    "  echo \"Cats are adorable!\" | embedscope embed -\n");
    return command;
}

CLI::App *addPlot(CLI::App &app, PlotOptions &options)
{
    CLI::App *command = app.add_subcommand("plot", "Draw the map of texts");
    addCommon(*command, options.common);
    command->add_option("-o", options.out, "File to write: .png, .svg or .pdf")
        ->required()
        ->check(endings({"png", "svg", "pdf"}))
        ->type_name("OUT");
    addProjection(*command, options.map);
    command
        ->add_option(
            "--colour,--color", options.colour,
            "similarity, angle, distance (to the first text), phrase:TEXT, spectrum:ENDS (as in \"spectrum:sad .. "
            "happy\"), cluster, group, number:N (of the vector), kept (neighbours), length, column:NAME, none")
        ->check(CLI::Validator(colourMisuse, ""))
        ->type_name("BY");
    command
        ->add_option_function<std::string>(
            "--size",
            [&options](const std::string &size) {
                const std::size_t by = std::min(size.find('x'), size.size());
                const auto width = wholeNumber(size.substr(0, by));
                const auto height = wholeNumber(size.substr(std::min(by + 1, size.size())));
                if (!width || !height)
                    throw CLI::ValidationError("--size", "'" + size + "' is no size; 1600x1000 is one");
                if (std::min(*width, *height) < 64 || std::max(*width, *height) > 20000)
                    throw CLI::ValidationError("--size", "'" + size + "' must be from 64x64 to 20000x20000");
                options.width = static_cast<int>(*width);
                options.height = static_cast<int>(*height);
            },
            "Width and height (1600x1000)")
        ->type_name("WxH");
    command
        ->add_option_function<std::string>(
            "--scale",
            [&options](const std::string &scale) {
                const auto value = decimalNumber(scale);
                if (!value || *value < 0.1 || *value > 16)
                    throw CLI::ValidationError("--scale", "'" + scale + "' must be a number from 0.1 to 16");
                options.scale = *value;
            },
            "Pixels for each of these (1)")
        ->type_name("FACTOR");
    command->add_option("--theme", options.theme, "light or dark")
        ->check(plain(CLI::IsMember({"light", "dark"})))
        ->type_name("NAME");
    command->add_flag_callback("--no-labels", [&options] { options.labels = false; }, "Marks only");
    command->add_flag_callback(
        "--no-recipe", [&options] { options.recipe = false; }, "Leave texts and settings out of the file");
    addClusterChoice(*command, options.clusters);
    command->footer("Examples:\n"
                    "  embedscope plot texts.txt -o map.png\n"
                    "  embedscope plot texts.csv -o map.svg --colour cluster -k 5 --projection mds\n"
                    "  embedscope plot texts.txt -o slide.png --size 1920x1080 --scale 2 --theme dark\n");
    return command;
}

CLI::App *addProject(CLI::App &app, ProjectOptions &options)
{
    CLI::App *command = app.add_subcommand("project", "Coordinates of the map, and what it keeps");
    addCommon(*command, options.common);
    addProjection(*command, options.map);
    addClusterChoice(*command, options.clusters);
    command->add_option("-o", options.out, "File to write: .csv or .json; else CSV is printed")
        ->check(endings({"csv", "json"}))
        ->type_name("OUT");
    command->add_flag("--json", options.json, "One JSON object");
    command->footer("Examples:\n"
                    "  embedscope project texts.txt -o map.csv\n"
                    "  embedscope project texts.txt --projection mds --json\n"
                    "  embedscope project words.txt --axis-x \"sad, unhappy .. happy, joyful\" --json\n");
    return command;
}

CLI::App *addTokens(CLI::App &app, TokensOptions &options)
{
    CLI::App *command = app.add_subcommand("tokens", "Show texts as the model sees them");
    addCommon(*command, options.common);
    command->add_flag("--json", options.json, "One JSON object");
    command->footer("Examples:\n"
                    "  embedscope tokens --text \"unbelievable\"\n"
                    "  embedscope tokens texts.txt --json\n");
    return command;
}

CLI::App *addCompare(CLI::App &app, CompareCommandOptions &options)
{
    CLI::App *command = app.add_subcommand("compare", "How two models see the same texts");
    addCommon(*command, options.common);
    command->add_option("--with", options.with, "The other model")->required()->type_name("NAME|FOLDER");
    addWhole(*command, "--top", options.top, 1, kNoLimit, "So many of the texts that moved most (10)");
    command->add_flag("--json", options.json, "One JSON object");
    command->footer("Examples:\n"
                    "  embedscope compare texts.txt --model all-MiniLM-L6-v2 --with bge-small-en-v1.5\n"
                    "  embedscope compare texts.txt --with noise --json\n");
    return command;
}

Parsed told(int status)
{
    Parsed parsed;
    parsed.status = status;
    return parsed;
}

Parsed wrongUsage(const std::string &command, const std::string &sentence)
{
    complain(sentence);
    complain("try: embedscope" + (command.empty() ? "" : " " + command) + " --help");
    return told(kWrongUsage);
}

/// CLI11 says "--top: At Most 1 required but received 2", "--to: 1 required TEXT missing", "A subcommand is required".
std::string plainly(const CLI::Error &error)
{
    const std::string text = error.what();
    const std::string line = text.substr(0, text.find('\n'));
    const std::string option = line.substr(0, line.find(": "));
    if (line.find(": At Most 1 required") != std::string::npos)
        return option + " is given more than once";
    if (const std::size_t at = line.find(": 1 required "); at != std::string::npos && line.ends_with(" missing"))
        return option + ": what should follow it is missing";
    return line == "A subcommand is required" ? "what to do is missing" : line;
}

} // namespace

Parsed parseCommandLine(int argc, const char *const *argv)
{
    Parsed parsed;
    CLI::App app("Sentences in, a map of meaning out.", "embedscope");
    app.set_version_flag("--version", kVersion, "Print the version");
    app.set_help_flag("--help,-h", "Print this help");
    app.require_subcommand(0, 1);
    app.get_formatter()->column_width(34);
    addFiles(app, parsed.files, "Files to open in the window");
    bool probe = false;
    app.add_flag("--probe-display", probe)->group("");
    app.footer("Without arguments the window opens.\n\n"
               "Examples:\n"
               "  embedscope texts.txt\n"
               "  embedscope similar texts.txt --to \"a warm day\"\n"
               "  embedscope plot texts.txt -o map.png\n\n"
               "embedscope COMMAND --help tells more of each.");

    struct Command
    {
        CLI::App *app;
        Parsed::Action action;
        const CommonOptions *common; ///< none: it takes no texts
    };
    const std::vector<Command> commands = {
        {addSimilar(app, parsed.similar), Parsed::Action::Similar, &parsed.similar.common},
        {addEmbed(app, parsed.embed), Parsed::Action::Embed, &parsed.embed.common},
        {addPlot(app, parsed.plot), Parsed::Action::Plot, &parsed.plot.common},
        {addProject(app, parsed.project), Parsed::Action::Project, &parsed.project.common},
        {addClusterCommand(app, parsed.cluster), Parsed::Action::Cluster, &parsed.cluster.common},
        {addSpectrumCommand(app, parsed.spectrum), Parsed::Action::Spectrum, &parsed.spectrum.common},
        {addLabelsCommand(app, parsed.labels), Parsed::Action::Labels, &parsed.labels.common},
        {addClassifyCommand(app, parsed.classify), Parsed::Action::Classify, &parsed.classify.common},
        {addOutliersCommand(app, parsed.outliers), Parsed::Action::Outliers, &parsed.outliers.common},
        {addTokens(app, parsed.tokens), Parsed::Action::Tokens, &parsed.tokens.common},
        {addCompare(app, parsed.compare), Parsed::Action::Compare, &parsed.compare.common},
        {addModelCommand(app, parsed.model), Parsed::Action::Model, nullptr},
        {addCacheCommand(app, parsed.cache), Parsed::Action::Cache, nullptr},
    };
    for (const Command &command : commands)
        command.app->get_formatter()->column_width(34);

    std::vector<std::string> names;
    for (const Command &command : commands)
        names.push_back(command.app->get_name());
    if (argc > 1)
        if (const auto sentence = unknownCommand(argv[1], names))
            return wrongUsage({}, *sentence);

    std::string used;
    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForHelp &) {
        std::string text = app.help();
        for (const Command &command : commands) {
            if (command.app->parsed())
                text = helpOf(*command.app);
        }
        return told(printOrFail(text));
    } catch (const CLI::CallForVersion &) {
        return told(printOrFail(kVersion + "\n"));
    } catch (const CLI::Error &error) {
        for (const Command &command : commands) {
            if (command.app->parsed())
                used = command.app->get_name();
        }
        return wrongUsage(used, plainly(error));
    }

    for (const Command &command : commands) {
        if (!command.app->parsed())
            continue;
        used = command.app->get_name();
        if (!parsed.files.empty())
            return wrongUsage(used, "the command comes first: embedscope " + used + " " + parsed.files.front());
        if (!command.common) {
            parsed.action = command.action;
            return parsed;
        }
        if (command.common->files.empty() && command.common->texts.empty())
            return wrongUsage(used, "no texts were given: name a file, or use --text TEXT, or - for standard input");
        if (const auto sentence = serviceMisuse(*command.app, *command.common))
            return wrongUsage(used, *sentence);
        // Of a table it would keep neither the columns nor the rows that were left out.
        if (const CLI::Option *out = command.app->get_option_no_throw("-o"); out && out->count() > 0)
            if (inputWrittenOver(out->results().front(), command.common->files))
                return wrongUsage(used, "-o: '" + out->results().front() +
                                            "' is also what is read, and would be lost; name another file");
        if (std::count(command.common->files.begin(), command.common->files.end(), "-") > 1)
            return wrongUsage(used, "standard input can be read only once");
        MapOptions *map = command.action == Parsed::Action::Plot      ? &parsed.plot.map
                          : command.action == Parsed::Action::Project ? &parsed.project.map
                          : command.action == Parsed::Action::Cluster ? &parsed.cluster.map
                                                                      : nullptr;
        if (const auto sentence = map ? axisMisuse(*map) : std::nullopt)
            return wrongUsage(used, *sentence);
        if (const auto sentence = map ? spreadMisuse(*map) : std::nullopt)
            return wrongUsage(used, *sentence);
        if (command.action == Parsed::Action::Cluster)
            if (const auto sentence = clusterMisuse(*command.app, parsed.cluster))
                return wrongUsage(used, *sentence);
        // Clusters are asked for to see them.
        parsed.plot.clusters.asked = command.action == Parsed::Action::Plot && asksForClusters(*command.app);
        if (parsed.plot.clusters.asked && command.app->count("--colour") == 0)
            parsed.plot.colour = "cluster";
        parsed.action = command.action;
        parsed.threads = command.common->threads;
        return parsed;
    }
    parsed.action = probe ? Parsed::Action::ProbeDisplay : Parsed::Action::Window;
    return parsed;
}

} // namespace embedscope
