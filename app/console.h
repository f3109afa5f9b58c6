#pragma once

#include "core/base/result.h"
#include "core/base/run_control.h"
#include "core/base/work_rate.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace embedscope {

/// One line on standard error: "embedscope: …". Line breaks and controls in it (a path may hold them) are shown as �.
void complain(std::string_view sentence);
/// The error in a person's words on standard error; returns the exit status for it.
int fail(const Error &error);

/// All of `text` to standard output, or the reason why not (a full disk). A closed pipe ends the process quietly.
Status print(std::string_view text);
/// print(), and the exit status of the whole command.
int printOrFail(std::string_view text);
/// A file, whole or not at all, and the exit status.
int writeOrFail(const std::string &path, std::string_view bytes);

/// A model's name for people, who are told where there is none.
std::string modelWords(const std::string &model);
/// Right-aligned in `width` columns.
std::string padLeft(std::string text, std::size_t width);
/// A similarity as people read it: three digits, or a dash where it is undefined.
std::string threeDigits(double value);

/// "file.CSV" → "csv"; empty if there is none.
std::string extensionOf(std::string_view path);

/// "812 bytes", "45.3 MB"; a MB is a million bytes.
std::string sizeWords(std::uint64_t bytes);

/// "8 s", "2 min 5 s", "1 h 3 min"; rounded up.
std::string timeWords(double seconds);

/// A progress bar on standard error while it lives: only on a terminal, only after half a second, and gone without
/// trace.
class ProgressBar
{
public:
    enum class Show { No, OnTerminal };
    explicit ProgressBar(Show show);
    ~ProgressBar();
    ProgressBar(const ProgressBar &) = delete;
    ProgressBar &operator=(const ProgressBar &) = delete;

    RunControl control();

private:
    void draw(std::size_t done, std::size_t total);

    WorkRate m_rate;
    bool m_shown = false;
    bool m_drawn = false;
    double m_start = 0;
    double m_last = 0;
};

/// From now on SIGINT and SIGTERM end the process quietly, with no unfinished file left behind (exit status 130, 143).
void endQuietlyOnSignals();

} // namespace embedscope
