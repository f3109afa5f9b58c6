#pragma once

#include <QFrame>
#include <QString>

#include <functional>
#include <vector>

class QLabel;
class QPushButton;
class QToolButton;

namespace embedscope {

/// A message in the window that waits for nobody: what happened, what is safe, what to do. Plain text. A newer message
/// takes the place of the older one.
class MessageBar : public QFrame
{
    Q_OBJECT
public:
    explicit MessageBar(QWidget *parent = nullptr);

    void showMessage(const QString &text, const QString &details = {});
    /// The same with a button that does something about it.
    void showMessage(const QString &text, const QString &details, const QString &action, std::function<void()> run);
    /// With several buttons, the usual choice first.
    struct Action
    {
        QString text = {};
        std::function<void()> run = {};
    };
    void showMessage(const QString &text, const QString &details, const std::vector<Action> &actions);
    /// Of the button that shows the details: bars beside each other need letters of their own.
    void setDetailsName(const QString &name);
    void dismiss();
    void decline(); ///< as its cross does
    QString text() const;
    QString details() const { return m_details; }

Q_SIGNALS:
    /// By its cross, not by one of the buttons.
    void closed();

protected:
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    QLabel *m_text;
    QLabel *m_more;
    QPushButton *m_detailsButton;
    QPushButton *m_actionButton;
    QPushButton *m_otherButton;
    QToolButton *m_close;
    QString m_details;
    std::function<void()> m_run;
    std::function<void()> m_runOther;
    void finish(const std::function<void()> &run);
    void applyLook();
};

} // namespace embedscope
