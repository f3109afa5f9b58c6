#pragma once

#include "core/explore/clusters/written_names.h"
#include "ui/state/background_task.h"
#include "ui/state/document/document.h"
#include "ui/state/model_library.h"

#include <QDialog>

class QLabel;
class QPlainTextEdit;
class QProgressBar;
class QPushButton;

namespace embedscope {

class ServiceForm;

/// Names of all clusters by a language model: which service, and every word that is sent to it, to be read before.
/// Nothing is sent without a click on Send; the names arrive as one step of the document.
class NamesDialog : public QDialog
{
    Q_OBJECT
public:
    NamesDialog(Document &document, ModelLibrary &library, QWidget *parent = nullptr);

    bool isRunning() const { return m_task.isRunning(); }
    QString errorShown() const;
    /// Also by Escape and the window's cross: while it runs, the work is stopped and the dialog stays.
    void reject() override;

Q_SIGNALS:
    /// The clusters have their names; what is to be said about it.
    void named(const QString &words);

private:
    Document &m_document;
    ModelLibrary &m_library;
    ExplorationPtr m_exploration; ///< whose clusters these are
    PriceList m_prices;
    ServiceForm *m_form;
    QLabel *m_summary;
    QPlainTextEdit *m_shown;
    QLabel *m_error;
    QProgressBar *m_progress;
    QPushButton *m_send;
    QPushButton *m_cancel;
    BackgroundTask m_task;

    void readClusters();
    void refresh();
    void send();
    void finish(const ChatService &service, const Result<std::vector<WrittenName>> &names);
    void takeNames(const ChatService &service, const std::vector<WrittenName> &names);
    void showError(const QString &text);
};

} // namespace embedscope
