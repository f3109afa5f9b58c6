#include "ui/widgets/bars/message_bar.h"

#include "ui/widgets/look/look.h"

#include <QAccessible>
#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace embedscope {

MessageBar::MessageBar(QWidget *parent)
    : QFrame(parent),
      m_text(makeLabel({})),
      m_more(makeLabel({}, LabelKind::Body)),
      m_detailsButton(new QPushButton(tr("Deta&ils"))),
      m_actionButton(new QPushButton),
      m_otherButton(new QPushButton),
      m_close(new QToolButton)
{
    setObjectName(u"messageBar"_s);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_more->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_more->hide();
    m_text->setObjectName(u"messageText"_s);
    m_actionButton->setObjectName(u"messageAction"_s);
    m_otherButton->setObjectName(u"messageOther"_s);
    m_detailsButton->setCheckable(true);
    m_detailsButton->setAccessibleDescription(tr("Shows more about the message"));
    m_close->setAutoRaise(true);
    m_close->setFocusPolicy(Qt::StrongFocus);
    m_close->setMinimumSize(26, 26);
    m_close->setAccessibleName(tr("Close the message"));
    m_close->setToolTip(tr("Close the message"));

    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(16, 6, 8, 6);
    grid->addWidget(m_text, 0, 0);
    grid->addWidget(m_actionButton, 0, 1);
    grid->addWidget(m_otherButton, 0, 2);
    grid->addWidget(m_detailsButton, 0, 3);
    grid->addWidget(m_close, 0, 4);
    grid->addWidget(m_more, 1, 0, 1, 5);
    grid->setColumnStretch(0, 1);

    connect(m_detailsButton, &QPushButton::toggled, m_more, &QLabel::setVisible);
    connect(m_close, &QToolButton::clicked, this, &MessageBar::decline);
    connect(m_actionButton, &QPushButton::clicked, this, [this] { finish(m_run); });
    connect(m_otherButton, &QPushButton::clicked, this, [this] { finish(m_runOther); });
    applyLook();
    hide();
}

void MessageBar::applyLook()
{
    // The ink of either theme reads well on its tint, so that only the tint is ours.
    m_close->setIcon(icon(u"close"_s, palette().color(QPalette::WindowText)));
}

void MessageBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), lookOf(themeOf(palette())).warning);
}

void MessageBar::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange)
        applyLook();
    QFrame::changeEvent(event);
}

void MessageBar::showMessage(const QString &text, const QString &details)
{
    showMessage(text, details, std::vector<Action>{});
}

void MessageBar::showMessage(const QString &text, const QString &details, const QString &action,
                             std::function<void()> run)
{
    showMessage(text, details, std::vector<Action>{{action, std::move(run)}});
}

void MessageBar::showMessage(const QString &text, const QString &details, const std::vector<Action> &actions)
{
    m_text->setText(text);
    m_details = details;
    m_more->setText(details);
    m_detailsButton->setChecked(false);
    m_detailsButton->setVisible(!details.isEmpty());
    m_run = actions.empty() ? std::function<void()>() : actions[0].run;
    m_runOther = actions.size() < 2 ? std::function<void()>() : actions[1].run;
    const auto show = [](QPushButton *button, const QString &label) {
        button->setText(label);
        button->setVisible(!label.isEmpty());
    };
    show(m_actionButton, actions.empty() ? QString() : actions[0].text);
    show(m_otherButton, actions.size() < 2 ? QString() : actions[1].text);
    setAccessibleName(text);
    setVisible(true);
    QAccessibleEvent event(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

void MessageBar::setDetailsName(const QString &name)
{
    m_detailsButton->setText(name);
}

void MessageBar::finish(const std::function<void()> &run)
{
    const auto copy = run; // dismiss() forgets it
    dismiss();
    if (copy)
        copy();
}

void MessageBar::dismiss()
{
    m_run = {};
    m_runOther = {};
    hide();
}

void MessageBar::decline()
{
    dismiss();
    Q_EMIT closed();
}

QString MessageBar::text() const
{
    return isHidden() ? QString() : m_text->text();
}

} // namespace embedscope
