#pragma once

#include "ui/state/samples.h"

#include <QScrollArea>

namespace embedscope {

/// What is seen where the map will be while there are no texts: what to do next, and samples to click. Scrolls
/// where there is little room.
class EmptyPage : public QScrollArea
{
    Q_OBJECT
public:
    explicit EmptyPage(QWidget *parent = nullptr);

Q_SIGNALS:
    void sampleChosen(const embedscope::Sample &sample);
    void openRequested();
};

} // namespace embedscope
