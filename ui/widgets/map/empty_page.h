#pragma once

#include "ui/state/samples.h"

#include <QWidget>

namespace embedscope {

/// What is seen where the map will be while there are no texts: what to do next, and samples to click.
class EmptyPage : public QWidget
{
    Q_OBJECT
public:
    explicit EmptyPage(QWidget *parent = nullptr);

Q_SIGNALS:
    void sampleChosen(const embedscope::Sample &sample);
    void openRequested();

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace embedscope
