#pragma once

#include <QStackedWidget>

class QLabel;

namespace embedscope {

/// A page of the inspector: its content, or one sentence on what would fill it.
class HintPage : public QStackedWidget
{
    Q_OBJECT
public:
    explicit HintPage(QWidget *content, QWidget *parent = nullptr);
    void showContent();
    void showHint(const QString &hint);
    bool showsHint() const { return currentIndex() == 1; }

private:
    QLabel *m_hint;
};

} // namespace embedscope
