#include "app/service.h"

#include "app/arguments.h"
#include "app/console.h"
#include "core/base/utf8.h"
#include "core/embed/service/presets.h"
#include "ui/state/error_text.h"
#include "ui/state/service/service_sentences.h"

#include <CLI/CLI.hpp>

#include <chrono>
#include <cstdio>
#include <unistd.h>

namespace embedscope {

namespace {

/// What is wrong with an --api-base; empty if nothing is that can be seen without taking it apart. An empty one, as a
/// script makes it of a variable that is not set, must not mean the default: the texts would go to a service that
/// nobody named.
std::string baseMisuse(std::string &base)
{
    if (isBlank(base))
        return "the address is missing, as in https://example.org/v1";
    if (base.find("://") != std::string::npos)
        return {};
    const ServicePreset *preset = presetNamed(base);
    return preset && !preset->base.empty() ? std::string()
                                           : "'" + base + "' is neither an address nor the name of a service";
}

} // namespace

void addServiceOptions(CLI::App &app, CommonOptions &common)
{
    // Whoever writes api:NAME on a command line has agreed.
    common.embedder.services = Services::Allowed;
    constexpr std::uint64_t kLongestWait = 24 * 3600;
    constexpr std::uint64_t kMostDimensions = 65536;
    const auto whole = [&app](const std::string &name, std::uint64_t most, const std::string &help, auto keep) {
        app.add_option_function<std::string>(
               name,
               [name, most, keep](const std::string &given) {
                   const auto value = wholeNumber(given);
                   if (!value || *value < 1 || *value > most)
                       throw CLI::ValidationError(name, wholeNumberSentence(given, 1, most));
                   keep(*value);
               },
               help)
            ->type_name("N")
            ->group("Services (--model api:NAME)");
    };
    app.add_option_function<std::string>(
           "--api-base", [&common](const std::string &base) { common.embedder.api.base = base; },
           "The service's address, or openai (the default), ollama, llama.cpp, lmstudio, tei, voyage, cohere, jina, "
           "gemini, mistral, together")
        ->check(CLI::Validator(baseMisuse, ""))
        ->type_name("URL")
        ->group("Services (--model api:NAME)");
    whole("--api-dimensions", kMostDimensions, "Dimensions to ask for; else the model's own",
          [&common](std::uint64_t value) { common.embedder.api.dimensions = static_cast<std::size_t>(value); });
    whole("--max-wait", kLongestWait, "Seconds to wait for a service that does not answer (120)",
          [&common](std::uint64_t value) { common.embedder.api.maxWait = std::chrono::seconds(value); });
    app.add_flag_callback(
           "--plain-http", [&common] { common.embedder.api.plainHttp = PlainHttp::Allowed; },
           "Allow http:// to other computers: everybody on the way can read the texts and the key")
        ->group("Services (--model api:NAME)");
}

std::optional<std::string> serviceMisuse(const CLI::App &app, const CommonOptions &common)
{
    if (common.model && common.model->starts_with("api:"))
        return std::nullopt;
    const CLI::Option *with = app.get_option_no_throw("--with"); // compare's other model
    if (with != nullptr && with->count() > 0 && with->results().front().starts_with("api:"))
        return std::nullopt;
    const CLI::Option *names = app.get_option_no_throw("--names"); // goes to a service, too
    for (const char *option : {"--api-base", "--api-dimensions", "--plain-http"})
        if (app.count(option) > 0 && !(option == std::string_view("--plain-http") && names && names->count() > 0))
            return std::string(option) + " is for a service: --model api:NAME";
    return std::nullopt;
}

ServiceTalk::ServiceTalk(std::shared_ptr<const Embedder> embedder, std::span<const std::string_view> texts, Role role,
                         Tell tell)
    : m_embedder(std::move(embedder)), m_tells(tell == Tell::All && m_embedder && !m_embedder->host().empty())
{
    if (!m_tells)
        return;
    if (Result<PriceList> prices = loadPrices(); prices)
        m_prices = std::move(*prices);
    else
        complain("no prices are known: " + errorText(prices.error(), Surface::CommandLine).toStdString());
    const QString words = sendText(estimateSend(*m_embedder, texts, m_prices, role));
    if (!words.isEmpty())
        complain(words.toStdString());
}

ServiceTalk::~ServiceTalk()
{
    if (!m_tells)
        return;
    m_line.note({});
    const SendEstimate nothing = estimateSend(*m_embedder, {}, m_prices);
    const QString words = spentText(m_embedder->spent(), m_embedder->host(),
                                    m_prices.dollarsPerMillion(m_embedder->host(), nothing.model));
    if (!words.isEmpty())
        complain(words.toStdString());
}

RunControl ServiceTalk::listening(RunControl control)
{
    if (m_tells)
        control.note = [this](std::string_view words) { m_line.note(words); };
    return control;
}

WaitLine::WaitLine() : m_terminal(isatty(STDERR_FILENO) == 1) {}

void WaitLine::note(std::string_view words)
{
    const bool begins = !words.empty() && !m_waiting;
    const bool ends = words.empty() && m_waiting;
    m_waiting = !words.empty();
    if (m_terminal && m_waiting) {
        const std::string line = "\r" + std::string(words) + "\033[K";
        std::fputs(line.c_str(), stderr);
    } else if (m_terminal && ends) {
        std::fputs("\r\033[K", stderr);
    } else if (begins) {
        complain(words);
    }
    std::fflush(stderr);
}

} // namespace embedscope
