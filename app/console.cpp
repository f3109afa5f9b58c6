#include "app/console.h"

#include "app/program.h"
#include "core/base/utf8.h"
#include "core/system/atomic_file.h"
#include "ui/state/error_text.h"

#include <QString>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <unistd.h>

namespace embedscope {

namespace {

double secondsNow()
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// A path or a library's message may hold anything; the terminal is to see one line of text.
std::string oneLine(std::string_view text)
{
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        const DecodedCharacter character = decodeUtf8(text, i);
        const char32_t c = character.value;
        const bool turnsDirection = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
        const bool control = c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029 || turnsDirection;
        appendUtf8(out, control ? kReplacementCharacter : c);
        i += character.size;
    }
    return out;
}

extern "C" void endOnSignal(int signal)
{
    removeUnfinishedFiles();
    _exit(128 + signal);
}

} // namespace

void complain(std::string_view sentence)
{
    const std::string line = "embedscope: " + oneLine(sentence) + "\n";
    std::fwrite(line.data(), 1, line.size(), stderr);
    std::fflush(stderr);
}

int fail(const Error &error)
{
    complain(errorText(error, Surface::CommandLine).toStdString());
    return kFailed;
}

Status print(std::string_view text)
{
    errno = 0;
    if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0)
        return {};
    Error error = makeError(errno == ENOSPC ? Errc::DiskFull : Errc::FileUnwritable, {}, "-");
    error.systemError = errno;
    return error;
}

int printOrFail(std::string_view text)
{
    const Status printed = print(text);
    return printed ? kDone : fail(printed.error());
}

int writeOrFail(const std::string &path, std::string_view bytes)
{
    const Status written = writeFileAtomically(path, bytes);
    return written ? kDone : fail(written.error());
}

std::string modelWords(const std::string &model)
{
    return model.empty() ? "of a model without a name" : model;
}

std::string padLeft(std::string text, std::size_t width)
{
    if (text.size() < width)
        text.insert(0, width - text.size(), ' ');
    return text;
}

std::string threeDigits(double value)
{
    // By hand: printf would follow the locale.
    const auto thousandths = std::llround(std::fabs(value) * 1000);
    std::string digits = std::to_string(thousandths);
    if (digits.size() < 4)
        digits.insert(0, 4 - digits.size(), '0');
    digits.insert(digits.size() - 3, ".");
    return value < 0 && thousandths != 0 ? "-" + digits : digits;
}

std::string extensionOf(std::string_view path)
{
    const std::size_t slash = path.find_last_of('/');
    const std::string_view name = slash == std::string_view::npos ? path : path.substr(slash + 1);
    const std::size_t dot = name.find_last_of('.');
    if (dot == std::string_view::npos)
        return {};
    std::string ending(name.substr(dot + 1));
    // ASCII only: a Turkish locale must not turn I into ı.
    std::transform(ending.begin(), ending.end(), ending.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
    return ending;
}

std::string sizeWords(std::uint64_t bytes)
{
    if (bytes < 1000)
        return std::to_string(bytes) + (bytes == 1 ? " byte" : " bytes");
    constexpr const char *kUnits[] = {" kB", " MB", " GB"};
    std::uint64_t unit = 1000;
    std::size_t which = 0;
    while (which < 2 && bytes / unit >= 1000) {
        unit *= 1000;
        ++which;
    }
    const std::uint64_t tenths = (bytes + unit / 20) / (unit / 10);
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + kUnits[which];
}

std::string timeWords(double seconds)
{
    const long whole = std::lround(std::ceil(seconds));
    if (whole < 60)
        return std::to_string(whole) + " s";
    if (whole < 3600)
        return std::to_string(whole / 60) + " min " + std::to_string(whole % 60) + " s";
    return std::to_string(whole / 3600) + " h " + std::to_string(whole % 3600 / 60) + " min";
}

ProgressBar::ProgressBar(Show show)
    : m_shown(show == Show::OnTerminal && isatty(STDERR_FILENO) == 1), m_start(secondsNow())
{
}

ProgressBar::~ProgressBar()
{
    if (m_drawn)
        std::fputs("\r\033[K", stderr);
}

RunControl ProgressBar::control()
{
    if (!m_shown)
        return {};
    return {{}, [this](std::size_t done, std::size_t total) { draw(done, total); }};
}

void ProgressBar::draw(std::size_t done, std::size_t total)
{
    const double now = secondsNow();
    m_rate.add(now, done);
    if (total == 0 || now - m_start < 0.5 || now - m_last < 0.1)
        return;
    m_last = now;
    m_drawn = true;
    constexpr std::size_t kWidth = 30;
    const std::size_t filled = std::min(kWidth, done * kWidth / total);
    std::string bar = "\r[" + std::string(filled, '#') + std::string(kWidth - filled, ' ') + "] " +
                      std::to_string(done) + " of " + std::to_string(total);
    if (const auto rate = m_rate.perSecond(); rate && *rate >= 1)
        bar += ", " + std::to_string(std::lround(*rate)) + " texts/s";
    if (const auto left = m_rate.secondsLeft(total))
        bar += ", " + timeWords(*left) + " left";
    bar += "\033[K";
    std::fputs(bar.c_str(), stderr);
    std::fflush(stderr);
}

void endQuietlyOnSignals()
{
    struct sigaction action = {};
    action.sa_handler = endOnSignal;
    sigemptyset(&action.sa_mask);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        // Whoever started us to ignore it (nohup) goes before.
        struct sigaction before = {};
        if (sigaction(signal, nullptr, &before) == 0 && before.sa_handler != SIG_IGN)
            sigaction(signal, &action, nullptr);
    }
}

} // namespace embedscope
