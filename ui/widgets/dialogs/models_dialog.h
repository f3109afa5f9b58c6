#pragma once

#include "ui/state/document/document.h"
#include "ui/state/model_library.h"
#include "ui/widgets/dialogs/prompts.h"

#include <QDialog>

class QLabel;
class QPushButton;
class QTabWidget;

namespace embedscope {

class DownloadPage;
class ModelsPage;
class ServicePage;

/// The models on this computer, services, and what can be downloaded; choosing one is one step of the document. Says
/// inline what went wrong.
class ModelsDialog : public QDialog
{
    Q_OBJECT
public:
    ModelsDialog(Document &document, ModelLibrary &library, Prompts &prompts, QWidget *parent = nullptr);

    ModelsPage *modelsPage() const { return m_models; }
    ServicePage *servicePage() const { return m_service; }
    DownloadPage *downloadPage() const { return m_download; }
    QString errorShown() const;

private:
    Document &m_document;
    ModelLibrary &m_library;
    QTabWidget *m_tabs;
    ModelsPage *m_models;
    ServicePage *m_service;
    DownloadPage *m_download;
    QLabel *m_error;
    QLabel *m_cache;
    QPushButton *m_empty;

    void choose(const QString &model);
    void showError(const QString &text);
    void refreshCache();
};

/// "1.2 GB", "45 MB", "3 kB": powers of 1000.
QString bytesText(std::uint64_t bytes);

} // namespace embedscope
