#pragma once

#include <QObject>
#include <QWidget>

namespace embedscope {

/// Keys that are the window's whatever in it has the focus. Under X11 every line edit and spin box takes Ctrl+E for the
/// end of the line, which is the End key's, before a menu sees it.
class WindowKeys : public QObject
{
    Q_OBJECT
public:
    explicit WindowKeys(QWidget &window);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget &m_window;
};

} // namespace embedscope
