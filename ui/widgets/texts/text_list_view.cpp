#include "ui/widgets/texts/text_list_view.h"

#include <QApplication>

#include <algorithm>

namespace embedscope {

bool TextListView::isSearching() const
{
    return m_clock.isValid() && m_clock.elapsed() <= QApplication::keyboardInputInterval();
}

void TextListView::keyboardSearch(const QString &letters)
{
    m_typed = isSearching() ? m_typed + letters : letters;
    m_clock.start();
    QListView::keyboardSearch(letters);
    // One letter again and again walks through the texts that begin with it.
    const bool same = std::all_of(m_typed.begin(), m_typed.end(), [this](QChar c) { return c == m_typed.front(); });
    const QString wanted = same ? m_typed.left(1) : m_typed;
    if (!currentIndex().data().toString().startsWith(wanted, Qt::CaseInsensitive))
        Q_EMIT nothingBegins(m_typed);
}

} // namespace embedscope
