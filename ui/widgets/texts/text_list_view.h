#pragma once

#include <QElapsedTimer>
#include <QListView>

namespace embedscope {

/// A list that goes to the text that begins with what is typed, and says where none does: letters are never lost
/// without a word.
class TextListView : public QListView
{
    Q_OBJECT
public:
    using QListView::QListView;
    void keyboardSearch(const QString &letters) override;
    /// Whether a letter that is typed now would go on with those before.
    bool isSearching() const;

Q_SIGNALS:
    void nothingBegins(const QString &typed);

private:
    QString m_typed;
    QElapsedTimer m_clock;
};

} // namespace embedscope
