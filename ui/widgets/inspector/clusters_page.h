#pragma once

#include "ui/state/document/document.h"
#include "ui/widgets/inspector/hint_page.h"
#include "ui/widgets/look/text_row.h"

#include <functional>
#include <optional>

class QComboBox;
class QLabel;
class QListView;
class QPushButton;

namespace embedscope {

class ClusterModel;

/// Inspector ▸ Clusters: how many and why, each with its name, size and central texts; a click selects its texts.
class ClustersPage : public QWidget
{
    Q_OBJECT
public:
    explicit ClustersPage(Document &document, QWidget *parent = nullptr);
    void refresh();
    QListView *list() const { return m_list; }
    /// There is a way to ask a language model.
    void offerNames();

Q_SIGNALS:
    /// Names of all clusters by a language model are wanted.
    void namesRequested();

private:
    void showMenu(const QPoint &at);
    Document &m_document;
    QComboBox *m_count;
    QLabel *m_why;
    HintPage *m_stack;
    QListView *m_list;
    QPushButton *m_names;
    bool m_offersNames = false;
    ClusterModel *m_clusters;
};

} // namespace embedscope
