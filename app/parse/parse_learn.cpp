#include "app/parse/parse_learn.h"

#include "app/parse/parse_parts.h"
#include "core/explore/axes/axis_notation.h"

namespace embedscope {

namespace {

/// One value that is read by `read`, whose sentence is the wrong usage's.
template <class T, class Read>
CLI::Option *addRead(CLI::App &app, const std::string &name, T &value, Read read, const std::string &help)
{
    const auto keep = [&value, name, read](const CLI::results_t &given) {
        auto found = read(given.back());
        if (!found)
            throw CLI::ValidationError(name, "'" + given.back() + "': " + found.error().detail);
        value = std::move(*found);
        return true;
    };
    return app.add_option(name, CLI::callback_t(keep), help)->type_size(1)->expected(1)->allow_extra_args(false);
}

CLI::Option *addAxis(CLI::App &app, const std::string &name, AxisRecipe &axis, const std::string &help)
{
    return addRead(app, name, axis, parseAxis, help);
}

} // namespace

CLI::App *addSpectrumCommand(CLI::App &app, SpectrumOptions &options)
{
    CLI::App *command = app.add_subcommand("spectrum", "Where texts lie between two groups of examples");
    addAxis(*command, "ENDS", options.ends, "Examples of both ends: \"abstract words .. concrete words\"")
        ->required()
        ->type_name(" ");
    addCommon(*command, options.common);
    command->add_flag("--json", options.json, "One JSON object");
    command->footer("Commas part the examples of an end; one that holds a comma stands in \"quotation marks\".\n\n"
                    "Examples:\n"
                    "  embedscope spectrum \"sad, unhappy .. happy, joyful\" texts.txt\n"
                    "  embedscope spectrum \"abstract words .. concrete words\" words.txt --json\n");
    return command;
}

CLI::App *addLabelsCommand(CLI::App &app, LabelsOptions &options)
{
    CLI::App *command = app.add_subcommand("labels", "How much of each label is in each text");
    addRead(*command, "LABELS", options.labels, parsePhrases,
            "Words, with commas between; group:NAME is the average of a group's texts")
        ->required()
        ->type_name(" ");
    addCommon(*command, options.common);
    command->add_flag("--json", options.json, "One JSON object");
    command->footer("Examples:\n"
                    "  embedscope labels \"sports, fun, productivity\" texts.txt\n"
                    "  embedscope labels \"group:happy, group:sad, money\" texts.csv --group-column feeling --json\n");
    return command;
}

CLI::App *addClassifyCommand(CLI::App &app, ClassifyCommandOptions &options)
{
    CLI::App *command = app.add_subcommand("classify", "Learn groups from examples, and guess those of other texts");
    addCommon(*command, options.common);
    CLI::Option *number =
        addText(*command, "--number-column", options.numberColumn, "Learn the numbers of this column, not the groups");
    number->type_name("COLUMN");
    addText(*command, "--apply", options.apply, "File of texts whose groups are to be guessed")->type_name("FILE");
    addWhole(*command, "--top", options.top, 1, kNoLimit, "So many of the surest mistakes (10)");
    command->add_flag("--json", options.json, "One JSON object");
    command->footer("Texts without a group, and those of --text, are guessed too.\n\n"
                    "Examples:\n"
                    "  embedscope classify reviews.csv --group-column stars\n"
                    "  embedscope classify questions.csv --apply new.txt --json\n"
                    "  embedscope classify reviews.csv --number-column price --text \"a fine wine\"\n");
    return command;
}

CLI::App *addOutliersCommand(CLI::App &app, OutliersOptions &options)
{
    CLI::App *command = app.add_subcommand("outliers", "The texts least like all others");
    addCommon(*command, options.common);
    addWhole(*command, "--top", options.top, 1, kNoLimit, "So many (10)");
    command->add_flag("--json", options.json, "One JSON object");
    command->footer("Examples:\n"
                    "  embedscope outliers texts.txt\n"
                    "  embedscope outliers texts.txt --top 3 --json\n");
    return command;
}

void addAxisOptions(CLI::App &app, MapOptions &map)
{
    addAxis(app, "--axis-x", map.axes.x, "Axes: from left to right, as in \"sad, unhappy .. happy, joyful\"")
        ->type_name("ENDS");
    addAxis(app, "--axis-y", map.axes.y, "Axes: from below upwards; else what the texts differ in most besides")
        ->type_name("ENDS");
    app.add_flag_callback(
        "--oblique", [&map] { map.axes.orthogonal = false; }, "Axes: y is not made at right angles to x");
}

std::optional<std::string> axisMisuse(MapOptions &map)
{
    const bool x = map.axes.x != AxisRecipe{};
    const bool any = map.axes != AxesRecipe{};
    if (any && map.projection.empty())
        map.projection = "axes";
    if (map.projection == "axes" && !x)
        return "--axis-x is missing, as in --axis-x \"sad, unhappy .. happy, joyful\"";
    if (map.projection != "axes" && any)
        return "--axis-x, --axis-y and --oblique are for --projection axes";
    return std::nullopt;
}

} // namespace embedscope
