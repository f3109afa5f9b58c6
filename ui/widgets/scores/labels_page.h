#pragma once

#include "ui/state/scores/label_table.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QMenu;
class QPushButton;
class QTableView;

namespace embedscope {

class Document;
class HintPage;
class LabelPairModel;
class LabelTableModel;
class Prompts;
class ScoreStatus;

/// Texts × labels that somebody types, as bars or heat map, and two of the texts label by label.
class LabelsPage : public QWidget
{
    Q_OBJECT
public:
    LabelsPage(Document &document, Prompts &prompts, QWidget *parent = nullptr);
    LabelTable &table() { return m_table; }
    void setActive(bool active) { m_table.setActive(active); }
    void copy();
    void save();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QLayout *makeEntry();
    QWidget *makeTables();
    void setUpTable(QTableView &view, const QString &name);
    void fitColumns();
    void addGroups();
    void ask(const QString &typed);
    void readQuestions();
    void refresh();
    void selectionChanged();

    Document &m_document;
    Prompts &m_prompts;
    LabelTable m_table;
    LabelTableModel *m_model;
    LabelPairModel *m_pair;
    QLineEdit *m_typed;
    QPushButton *m_groups;
    QMenu *m_groupMenu;
    QPushButton *m_bars;
    QPushButton *m_heat;
    QPushButton *m_copy;
    QPushButton *m_save;
    QTableView *m_view;
    HintPage *m_content = nullptr;
    HintPage *m_comparison = nullptr;
    ScoreStatus *m_status;
};

} // namespace embedscope
