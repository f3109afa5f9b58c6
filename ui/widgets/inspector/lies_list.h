#pragma once

#include "ui/state/document/document.h"

#include <QWidget>

class QListView;
class QPushButton;

namespace embedscope {

class LiesModel;

/// "Where this map lies most": texts by how few of their true neighbours are near them on it. A click selects one and
/// shows the truth. Hidden where there is no such text.
class LiesList : public QWidget
{
    Q_OBJECT
public:
    explicit LiesList(Document &document, QWidget *parent = nullptr);
    QListView *list() const { return m_list; }
    /// Opened and focused, if there is anything to see.
    bool open();

private:
    void refresh();
    Document &m_document;
    LiesModel *m_model;
    QPushButton *m_head;
    QListView *m_list;
};

} // namespace embedscope
