#pragma once

#include <QDialog>

class QTabWidget;

namespace embedscope {

class ClassifierPage;
class Document;
class LabelsPage;
class OutliersPage;
class Prompts;
class SpectrumPage;

/// "Groups and labels": what texts are like, in numbers that are no map. Stays open beside it.
class GroupsDialog : public QDialog
{
    Q_OBJECT
public:
    GroupsDialog(Document &document, Prompts &prompts, QWidget *parent = nullptr);
    LabelsPage *labels() const { return m_labels; }
    SpectrumPage *spectrum() const { return m_spectrum; }
    ClassifierPage *classifier() const { return m_classifier; }
    OutliersPage *outliers() const { return m_outliers; }
    QTabWidget *tabs() const { return m_tabs; }

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void activate();
    void focusPage();

    QTabWidget *m_tabs;
    LabelsPage *m_labels;
    SpectrumPage *m_spectrum;
    ClassifierPage *m_classifier;
    OutliersPage *m_outliers;
};

} // namespace embedscope
