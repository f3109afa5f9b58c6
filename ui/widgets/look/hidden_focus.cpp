#include "ui/widgets/look/hidden_focus.h"

#include <QAbstractButton>
#include <QApplication>
#include <QEvent>

#include <utility>

namespace embedscope {

namespace {

class HiddenFocus : public QObject
{
public:
    HiddenFocus(QWidget *bar, std::function<void()> then) : QObject(bar), m_then(std::move(then))
    {
        bar->installEventFilter(this);
        for (QAbstractButton *button : bar->findChildren<QAbstractButton *>())
            button->installEventFilter(this);
    }

    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::Hide && losesFocus(*static_cast<const QWidget *>(watched)))
            m_then();
        return false;
    }

private:
    std::function<void()> m_then;

    static bool losesFocus(const QWidget &hiding)
    {
        const QWidget *focus = QApplication::focusWidget();
        return focus && hiding.window()->isVisible() && (&hiding == focus || hiding.isAncestorOf(focus));
    }
};

} // namespace

void whenFocusHides(QWidget *bar, std::function<void()> then)
{
    new HiddenFocus(bar, std::move(then)); // the bar's
}

} // namespace embedscope
