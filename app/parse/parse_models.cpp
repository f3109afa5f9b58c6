#include "app/parse/parse_models.h"

#include <CLI/CLI.hpp>

namespace embedscope {

CLI::App *addModelCommand(CLI::App &app, ModelOptions &options)
{
    CLI::App *command = app.add_subcommand("model", "List, add, download and remove models");
    command->require_subcommand(1);
    const auto part = [&](const char *name, const char *help, ModelOptions::Action action) {
        CLI::App *sub = command->add_subcommand(name, help);
        sub->get_formatter()->column_width(34);
        sub->callback([&options, action] { options.action = action; });
        return sub;
    };
    const auto nameOption = [&](CLI::App &sub) {
        sub.add_option("--as", options.name, "What it is called here; else as it calls itself")->type_name("NAME");
    };
    part("list", "The models that are here, and good ones to get", ModelOptions::Action::List);

    CLI::App *add = part("add", "Copy a model's folder to your models", ModelOptions::Action::Add);
    add->add_option("FOLDER", options.what, "As sentence-transformers or transformers save it")
        ->required()
        ->type_name(" ");
    nameOption(*add);

    CLI::App *get = part("get", "Download a model from the Hugging Face hub", ModelOptions::Action::Get);
    get->add_option("ORG/NAME", options.what, "As the hub calls it")->required()->type_name(" ");
    nameOption(*get);
    get->add_option("--endpoint", options.endpoint,
                    "Another hub's address; else HF_ENDPOINT, else https://huggingface.co")
        ->type_name("URL");
    get->add_flag("--yes", options.yes, "Download without asking");
    get->add_flag("--quiet", options.quiet, "No progress");
    get->footer(
        "Says the size and the licence, and asks, before anything is fetched. HF_TOKEN is used if it is set.\n\n"
        "Example:\n  embedscope model get sentence-transformers/all-MiniLM-L12-v2\n");

    CLI::App *remove = part("remove", "Delete one of your models", ModelOptions::Action::Remove);
    remove->add_option("NAME", options.what, "As in the list")->required()->type_name(" ");
    return command;
}

CLI::App *addCacheCommand(CLI::App &app, CacheOptions &options)
{
    CLI::App *command = app.add_subcommand("cache", "Show or empty the cache of vectors");
    command->add_flag("--clear", options.clear, "Remove them all");
    return command;
}

std::string helpOf(CLI::App &command)
{
    for (CLI::App *sub : command.get_subcommands())
        return sub->help("embedscope " + command.get_name());
    return command.help("embedscope");
}

} // namespace embedscope
