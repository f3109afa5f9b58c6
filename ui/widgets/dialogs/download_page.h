#pragma once

#include "ui/state/background_task.h"
#include "ui/state/model_library.h"

#include <QWidget>

#include <optional>

class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QTreeWidget;

namespace embedscope {

/// Models of the Hugging Face hub: a short catalogue, or any by name. Nothing is asked of the hub without a click, and
/// nothing is fetched before size and licence were shown.
class DownloadPage : public QWidget
{
    Q_OBJECT
public:
    explicit DownloadPage(ModelLibrary &library, QWidget *parent = nullptr);

    bool isBusy() const { return m_task.isRunning(); }

Q_SIGNALS:
    void downloaded(const QString &name);
    void failed(const QString &text);

private:
    ModelLibrary &m_library;
    QTreeWidget *m_list;
    QLineEdit *m_id;
    QPushButton *m_ask;
    QLabel *m_about;
    QProgressBar *m_progress;
    QPushButton *m_cancel;
    QPushButton *m_get;
    std::optional<HubModel> m_found; ///< of the name that m_id says
    BackgroundTask m_task;

    void ask();
    void get();
    void showFound();
    void refresh();
};

} // namespace embedscope
