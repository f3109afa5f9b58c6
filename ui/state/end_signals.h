#pragma once

#include <QObject>
#include <QSocketNotifier>

#include <array>
#include <memory>

namespace embedscope {

/// SIGTERM, SIGINT and SIGHUP as a signal on the thread this lives on, so that a program that is asked to end can put
/// its things in order. Signals that are ignored (nohup) stay so; a second one ends the program at once. One at a time;
/// the system's own handling comes back when this goes.
class EndSignals : public QObject
{
    Q_OBJECT
public:
    explicit EndSignals(QObject *parent = nullptr);
    ~EndSignals() override;

Q_SIGNALS:
    void asked(int signal);

private:
    std::array<int, 2> m_pipe = {-1, -1};
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace embedscope
