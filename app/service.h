#pragma once

#include "app/options.h"
#include "core/base/run_control.h"
#include "core/embed/embedder.h"
#include "core/embed/service/prices.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace CLI {
class App;
}

namespace embedscope {

/// --api-base, --api-dimensions, --plain-http, --max-wait.
void addServiceOptions(CLI::App &app, CommonOptions &common);

/// What is wrong where these are given without a service.
std::optional<std::string> serviceMisuse(const CLI::App &app, const CommonOptions &common);

/// What a service makes us wait for, on standard error: on a terminal each second on one line, elsewhere once for each
/// wait.
class WaitLine
{
public:
    WaitLine();
    /// Empty: it goes on.
    void note(std::string_view words);

private:
    bool m_terminal = false;
    bool m_waiting = false;
};

/// What is told on standard error about texts that go to a service: before, while it is waited for, and what was used.
/// Says nothing of an embedder on this computer, nor with --quiet.
class ServiceTalk
{
public:
    enum class Tell { Nothing, All };
    /// Tells what will be sent: `texts` are those that have no vector yet, in that role.
    ServiceTalk(std::shared_ptr<const Embedder> embedder, std::span<const std::string_view> texts, Role role,
                Tell tell);
    /// Tells what was used.
    ~ServiceTalk();
    ServiceTalk(const ServiceTalk &) = delete;
    ServiceTalk &operator=(const ServiceTalk &) = delete;

    /// The control with its note told here.
    RunControl listening(RunControl control);

private:
    std::shared_ptr<const Embedder> m_embedder;
    PriceList m_prices;
    WaitLine m_line;
    bool m_tells = false;
};

} // namespace embedscope
