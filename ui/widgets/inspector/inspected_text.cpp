#include "ui/widgets/inspector/inspected_text.h"

namespace embedscope {

TextId inspectedText(const Document &document)
{
    const std::set<TextId> &selection = document.view().selection;
    if (selection.empty())
        return document.anchorId();
    if (selection.size() == 1)
        return *selection.begin();
    for (const Text &text : document.corpus().texts)
        if (selection.count(text.id))
            return text.id;
    return document.anchorId();
}

} // namespace embedscope
