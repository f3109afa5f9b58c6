#pragma once

#include "ui/state/document/document.h"
#include "ui/widgets/inspector/hint_page.h"

class QLabel;
class QListView;

namespace embedscope {

class ElidedLabel;
class TokenModel;

/// Inspector ▸ Tokens: the pieces that the model cuts the selected text into, with their numbers.
class TokensPage : public HintPage
{
    Q_OBJECT
public:
    explicit TokensPage(Document &document, QWidget *parent = nullptr);
    void refresh();
    QString summary() const;
    QListView *list() const { return m_list; }

private:
    Document &m_document;
    TokenModel *m_model;
    ElidedLabel *m_title;
    QLabel *m_summary;
    QListView *m_list;
};

} // namespace embedscope
