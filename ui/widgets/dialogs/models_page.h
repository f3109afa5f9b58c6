#pragma once

#include "ui/state/background_task.h"
#include "ui/state/model_library.h"
#include "ui/widgets/dialogs/prompts.h"

#include <QWidget>

#include <vector>

class QComboBox;
class QLabel;
class QPushButton;
class QTreeWidget;

namespace embedscope {

/// What can be chosen: shipped and own models, noise, services that were set up.
class ModelsPage : public QWidget
{
    Q_OBJECT
public:
    ModelsPage(ModelLibrary &library, Prompts &prompts, QWidget *parent = nullptr);

    /// Lists anew, in the background; `current` is selected when it is there.
    void refresh(const QString &current);
    /// Enter chooses, from anywhere on the page; once it is in its dialog.
    void takeEnter();
    bool isBusy() const { return m_task.isRunning(); }

Q_SIGNALS:
    void chosen(const QString &model);
    void failed(const QString &text); ///< empty: nothing is wrong any more
    void serviceRemoved();

private:
    ModelLibrary &m_library;
    Prompts &m_prompts;
    QTreeWidget *m_list;
    QLabel *m_about;
    QComboBox *m_precision;
    QPushButton *m_add;
    QPushButton *m_remove;
    QPushButton *m_use;
    BackgroundTask m_task;

    void fill(const std::vector<StoredModel> &models, const QString &current);
    void followSelection();
    QString selectedKey() const;
    void use();
    void addFolder();
    void removeSelected();
};

} // namespace embedscope
