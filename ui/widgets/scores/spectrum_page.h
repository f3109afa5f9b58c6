#pragma once

#include "ui/state/scores/spectrum_places.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace embedscope {

class Document;
class ExamplesField;
class HintPage;
class ScoreStatus;
class ScoredList;

/// Two groups of examples, and every text's place between them; the map can be coloured by it.
class SpectrumPage : public QWidget
{
    Q_OBJECT
public:
    explicit SpectrumPage(Document &document, QWidget *parent = nullptr);
    SpectrumPlaces &places() { return m_places; }
    void setActive(bool active);
    void colourMap();

private:
    void readEnds();
    void readQuestions();
    void show(const AxisRecipe &ends);
    void refresh();

    Document &m_document;
    SpectrumPlaces m_places;
    ExamplesField *m_low;
    ExamplesField *m_high;
    QPushButton *m_colour;
    QLabel *m_separation;
    ScoredList *m_list;
    HintPage *m_content;
    ScoreStatus *m_status;
    int m_revision = -1;
};

} // namespace embedscope
