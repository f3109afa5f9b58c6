#pragma once

#include "ui/state/scores/outliers.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace embedscope {

class Document;
class HintPage;
class ScoreStatus;
class ScoredList;

/// The texts least like all others.
class OutliersPage : public QWidget
{
    Q_OBJECT
public:
    explicit OutliersPage(Document &document, QWidget *parent = nullptr);
    void setActive(bool active) { m_outliers.setActive(active); }

private:
    void refresh();
    void mark();

    Document &m_document;
    Outliers m_outliers;
    QLabel *m_mean;
    QPushButton *m_mark;
    ScoredList *m_list;
    HintPage *m_content;
    ScoreStatus *m_status;
    int m_revision = -1;
};

} // namespace embedscope
