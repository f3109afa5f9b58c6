#pragma once

#include <QListView>

namespace embedscope {

class Document;
class ScoredTextModel;

/// Texts with a value each; a click or Enter selects the text, on the map too.
class ScoredList : public QListView
{
    Q_OBJECT
public:
    ScoredList(Document &document, const QString &name, QWidget *parent = nullptr);
    ScoredTextModel *texts() const { return m_texts; }

private:
    ScoredTextModel *m_texts;
};

/// Selects a text everywhere, as a click on its point does.
void showOnMap(Document &document, quint64 id);

} // namespace embedscope
