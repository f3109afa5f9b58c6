#include "core/text/decode_text.h"
#include "core/text/readers.h"

#include <algorithm>

namespace embedscope {

Status readLines(const ReaderInput &input, ReadCorpus &out)
{
    const std::string_view text = input.text;
    out.report.format = TextFormat::Txt;
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
        at = end + (text.substr(end).starts_with("\r\n") ? 2 : 1);
        if (isBlank(line))
            continue;
        if (out.corpus.size() >= input.options.maxTexts)
            return tooManyTexts(input.options);
        out.corpus.texts.edit().emplace_back().text = line;
    }
    if (out.corpus.empty())
        return makeError(Errc::NoTexts);
    return {};
}

} // namespace embedscope
