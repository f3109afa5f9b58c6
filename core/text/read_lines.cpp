#include "core/text/decode_text.h"
#include "core/text/readers.h"

#include <algorithm>

namespace embedscope {

Status eachLine(const ReaderInput &input, const std::function<Status(std::string_view line, std::int64_t number)> &take)
{
    const std::string_view text = input.text;
    std::int64_t number = 0;
    std::size_t nextLook = 0;
    for (std::size_t at = 0; at < text.size();) {
        if (at >= nextLook) {
            nextLook = at + (std::size_t{1} << 20);
            if (input.control.stopRequested())
                return makeError(Errc::Cancelled);
            input.control.report(at, text.size());
        }
        const std::size_t end = std::min(text.find_first_of("\n\r", at), text.size());
        const std::string_view line = text.substr(at, end - at);
        ++number;
        at = end + (text.substr(end).starts_with("\r\n") ? 2 : 1);
        if (isBlank(line))
            continue;
        if (Status status = take(line, number); !status)
            return status;
    }
    return {};
}

Status readLines(const ReaderInput &input, ReadCorpus &out)
{
    out.report.format = TextFormat::Txt;
    const Status status = eachLine(input, [&](std::string_view line, std::int64_t) -> Status {
        if (out.corpus.size() >= input.options.maxTexts)
            return tooManyTexts(input.options);
        out.corpus.texts.edit().emplace_back().text = line;
        return {};
    });
    if (!status)
        return status;
    if (out.corpus.empty())
        return makeError(Errc::NoTexts);
    return {};
}

} // namespace embedscope
