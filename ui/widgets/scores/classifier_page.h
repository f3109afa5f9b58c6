#pragma once

#include "ui/state/scores/group_learner.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QTableView;
class QTabWidget;

namespace embedscope {

class Document;
class HintPage;
class ScoreStatus;
class ScoredList;

/// Learns the groups, or a column of numbers, from the texts that have them: how well, where not, and what the others
/// would be.
class ClassifierPage : public QWidget
{
    Q_OBJECT
public:
    explicit ClassifierPage(Document &document, QWidget *parent = nullptr);
    GroupLearner &learner() { return m_learner; }
    void setActive(bool active);

private:
    QWidget *makeResults();
    QWidget *makeTrial();
    void fillTargets();
    void refresh();
    void showResults();

    Document &m_document;
    GroupLearner m_learner;
    QComboBox *m_target;
    QPushButton *m_learn;
    QLabel *m_summary;
    QTabWidget *m_results;
    ScoredList *m_mistakes;
    QTableView *m_confusion;
    ScoredList *m_guesses;
    HintPage *m_mistakesPage = nullptr;
    HintPage *m_confusionPage = nullptr;
    HintPage *m_guessesPage = nullptr;
    QLineEdit *m_typed;
    QLabel *m_tried;
    HintPage *m_content = nullptr;
    ScoreStatus *m_status;
    int m_revision = -1;
};

} // namespace embedscope
