#pragma once

#include <QObject>
#include <QWidget>

class QKeyEvent;
class QShortcutEvent;

namespace embedscope {

/// Keys that are the window's whatever in it has the focus. Under X11 every line edit and spin box takes Ctrl+E for the
/// end of the line, which is the End key's, before a menu sees it. And where a key is two of an action's at once
/// (Ctrl+Shift+. and Ctrl+> on most keyboards), Qt asks nobody to do it: here the action does. Esc in a list would look
/// for a row that begins with it; and F2 edits what the list with the focus shows, be it texts or names of clusters.
class WindowKeys : public QObject
{
    Q_OBJECT
public:
    explicit WindowKeys(QWidget &window);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget &m_window;

    bool editsHere(QObject *watched, const QKeyEvent &key) const;
    bool isEscapeInList(QObject *watched, const QKeyEvent &key) const;
    bool isExport(QObject *watched, const QKeyEvent &key) const;
    bool trigger(QObject *watched, const QShortcutEvent &shortcut) const;
};

} // namespace embedscope
