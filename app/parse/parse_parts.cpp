#include "app/parse/parse_parts.h"

#include "app/console.h"
#include "app/service.h"
#include "core/base/utf8.h"

#include <map>

namespace embedscope {

CLI::Validator plain(CLI::Validator check)
{
    return check.description("");
}

CLI::Option *addWords(CLI::App &app, const std::string &name, std::vector<std::string> &words, const std::string &help)
{
    const auto keep = [&words](const CLI::results_t &given) {
        words = given;
        return true;
    };
    CLI::Option *option = app.add_option(name, CLI::callback_t(keep), help);
    option->type_size(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    return option;
}

CLI::Option *addText(CLI::App &app, const std::string &name, std::optional<std::string> &word, const std::string &help)
{
    const auto keep = [&word](const CLI::results_t &given) {
        word = given.back();
        return true;
    };
    return app.add_option(name, CLI::callback_t(keep), help)->type_size(1)->expected(1)->allow_extra_args(false);
}

CLI::Option *addFiles(CLI::App &app, std::vector<std::string> &files, const std::string &help)
{
    return addWords(app, "FILE", files, help)
        ->expected(1, CLI::detail::expected_max_vector_size)
        ->allow_extra_args(true)
        ->type_name("...");
}

CLI::Validator endings(const std::vector<std::string> &known)
{
    return CLI::Validator(
        [known](std::string &path) {
            const std::string ending = extensionOf(path);
            std::string list;
            for (const std::string &one : known) {
                if (ending == one)
                    return std::string();
                list += (list.empty() ? "." : ", .") + one;
            }
            return "'" + path + "' must end in one of " + list;
        },
        "");
}

void addCommon(CLI::App &app, CommonOptions &common)
{
    addFiles(app, common.files, "Files to read; - is standard input");
    addWords(app, "--text", common.texts, "A text, after those of the files; may be repeated")
        ->expected(1)
        ->allow_extra_args(false)
        ->type_name("TEXT");
    addText(app, "--model", common.model, "all-MiniLM-L6-v2, noise, a model's folder, or api:NAME for a service")
        ->type_name("NAME|FOLDER")
        ->check(CLI::Validator(
            [](std::string &name) {
                return name == "api:" ? std::string("the service's model is missing, as in api:text-embedding-3-small")
                                      : std::string();
            },
            ""));
    addServiceOptions(app, common);
    app.add_option_function<std::string>(
           "--precision", [&common](const std::string &name) { common.embedder.precision = *precisionNamed(name); },
           "Of the model's arithmetic: f32, or int8 (1.5 to 3 times as fast, vectors a little different)")
        ->check(plain(CLI::IsMember({"f32", "int8"})))
        ->type_name("f32|int8");
    const std::map<std::string, TextFormat> formats = {{"txt", TextFormat::Txt},
                                                       {"csv", TextFormat::Csv},
                                                       {"tsv", TextFormat::Tsv},
                                                       {"jsonl", TextFormat::Jsonl},
                                                       {"json", TextFormat::Json}};
    app.add_option_function<std::string>(
           "--format", [&common, formats](const std::string &name) { common.read.format = formats.at(name); },
           "How to read the files, else by their endings: txt, csv, tsv, jsonl, json")
        ->check(plain(CLI::IsMember({"txt", "csv", "tsv", "jsonl", "json"})))
        ->type_name("KIND");
    addText(app, "--text-column", common.read.textColumn, "Column of the texts: its name, or its number from 1")
        ->type_name("COLUMN");
    addText(app, "--group-column", common.read.groupColumn, "Column of the groups")->type_name("COLUMN");
    addWhole(app, "--seed", common.seed, 0, kNoLimit, "For everything that draws lots (1)");
    app.add_flag_callback(
        "--no-cache", [&common] { common.cache = false; }, "Neither look vectors up nor remember them");
    addWhole(app, "--threads", common.threads, 0, 1024, "How many at most (0: one for each processor)");
    app.add_flag("--quiet", common.quiet, "No progress, no notes");
    app.set_version_flag("--version", std::string("embedscope ") + EMBEDSCOPE_VERSION, "Print the version");
}

} // namespace embedscope
