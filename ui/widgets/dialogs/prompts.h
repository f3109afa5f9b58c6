#pragma once

#include <QString>
#include <QStringList>

#include <optional>

class QWidget;

namespace embedscope {

/// Every question that stops the window until it is answered. Tests answer instead of a person.
class Prompts
{
public:
    virtual ~Prompts() = default;
    /// Empty: the person thought better of it. `filter` as QFileDialog takes it.
    virtual QStringList askOpenFiles(QWidget *parent, const QString &title, const QString &filter);
    virtual QString askSaveFile(QWidget *parent, const QString &title, const QString &suggestion,
                                const QString &filter);
    virtual QString askFolder(QWidget *parent, const QString &title);
    /// Before something that cannot be undone; `yes` is what the button says.
    virtual bool confirm(QWidget *parent, const QString &question, const QString &yes);
};

} // namespace embedscope
