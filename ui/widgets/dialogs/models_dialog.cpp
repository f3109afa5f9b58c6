#include "ui/widgets/dialogs/models_dialog.h"

#include "ui/state/error_text.h"
#include "ui/widgets/dialogs/download_page.h"
#include "ui/widgets/dialogs/models_page.h"
#include "ui/widgets/dialogs/service_page.h"
#include "ui/widgets/look/look.h"
#include "ui/widgets/look/screen_fit.h"

#include <QDialogButtonBox>
#include <QDir>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QTabWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace embedscope {

QString bytesText(std::uint64_t bytes)
{
    return QLocale().formattedDataSize(static_cast<qint64>(bytes),
                                       bytes < 10'000'000'000ULL && bytes >= 1'000'000'000 ? 1 : 0,
                                       QLocale::DataSizeSIFormat);
}

ModelsDialog::ModelsDialog(Document &document, ModelLibrary &library, Prompts &prompts, QWidget *parent)
    : QDialog(parent),
      m_document(document),
      m_library(library),
      m_tabs(new QTabWidget),
      m_models(new ModelsPage(library, prompts)),
      m_service(new ServicePage(library)),
      m_download(new DownloadPage(library)),
      m_error(makeLabel({})),
      m_cache(makeLabel({}, LabelKind::Secondary)),
      m_empty(new QPushButton(tr("&Forget them")))
{
    setObjectName(u"modelsDialog"_s);
    setWindowTitle(tr("Models"));
    m_tabs->setObjectName(u"modelsTabs"_s);
    m_tabs->addTab(m_models, tr("M&odels"));
    m_tabs->addTab(m_service, tr("A s&ervice"));
    m_tabs->addTab(m_download, tr("Do&wnload"));
    m_error->setObjectName(u"modelsError"_s);
    m_error->hide();
    m_cache->setObjectName(u"cacheSize"_s);
    m_empty->setObjectName(u"cacheEmpty"_s);
    m_empty->setToolTip(
        tr("Empties the cache of vectors. Texts that need them again are embedded again, and sent again "
           "where the model is a service."));
    m_empty->setAccessibleDescription(m_empty->toolTip());

    auto *buttons = new QDialogButtonBox;
    QPushButton *close = buttons->addButton(QDialogButtonBox::Close);
    close->setText(tr("Close"));
    close->setAutoDefault(false);
    m_empty->setAutoDefault(false);
    auto *bottom = new QHBoxLayout;
    bottom->addWidget(m_cache, 1);
    bottom->addWidget(m_empty);
    bottom->addWidget(buttons);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->addWidget(m_tabs, 1);
    layout->addWidget(m_error);
    layout->addLayout(bottom);
    m_models->takeEnter();
    resizeWithinScreen(*this, {820, 480});

    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_models, &ModelsPage::chosen, this, &ModelsDialog::choose);
    connect(m_service, &ServicePage::chosen, this, &ModelsDialog::choose);
    connect(m_models, &ModelsPage::failed, this, &ModelsDialog::showError);
    connect(m_service, &ServicePage::failed, this, &ModelsDialog::showError);
    connect(m_download, &DownloadPage::failed, this, &ModelsDialog::showError);
    connect(m_download, &DownloadPage::downloaded, this, [this](const QString &name) {
        m_models->refresh(name);
        m_tabs->setCurrentWidget(m_models);
    });
    connect(m_tabs, &QTabWidget::currentChanged, this, [this] { showError({}); });
    connect(m_empty, &QPushButton::clicked, this, [this, &prompts] {
        if (!prompts.confirm(this,
                             tr("Forget all remembered vectors? Those of a service cost money when they are needed "
                                "again."),
                             tr("&Forget them")))
            return;
        const Status cleared = m_library.cache()->clear();
        showError(cleared ? QString() : errorText(cleared.error()));
        refreshCache();
    });
    m_models->refresh(QString::fromStdString(document.recipe().model));
    refreshCache();
}

QString ModelsDialog::errorShown() const
{
    return m_error->isHidden() ? QString() : m_error->text();
}

void ModelsDialog::showError(const QString &text)
{
    m_error->setText(text);
    m_error->setAccessibleName(text);
    m_error->setVisible(!text.isEmpty());
}

void ModelsDialog::choose(const QString &model)
{
    Recipe recipe = m_document.recipe();
    if (recipe.model == model.toStdString()) {
        m_document.retryFailed(); // perhaps with another key
    } else {
        recipe.model = model.toStdString();
        const QString name = QString::fromStdString(ModelChoice::of(recipe.model).name);
        m_document.setRecipe(
            recipe,
            tr("Model: %1").arg(name.contains(u'/') && QDir::isAbsolutePath(name) ? QDir(name).dirName() : name));
    }
    accept();
}

void ModelsDialog::refreshCache()
{
    const auto &cache = m_library.cache();
    const Result<CacheContents> contents = cache ? cache->contents() : Result<CacheContents>(CacheContents{});
    const bool any = contents && contents->rows > 0;
    m_empty->setEnabled(any);
    if (!contents)
        m_cache->setText(tr("Vectors cannot be remembered: %1").arg(errorText(contents.error())));
    else if (!any)
        m_cache->setText(tr("No vectors are remembered."));
    else
        m_cache->setText(
            tr("Vectors of %1 are remembered on this computer (%2), so that no text is embedded or paid for "
               "twice.")
                .arg(counted(static_cast<qsizetype>(contents->rows), tr("%n text"), tr("%n texts")),
                     bytesText(contents->fileBytes)));
}

} // namespace embedscope
