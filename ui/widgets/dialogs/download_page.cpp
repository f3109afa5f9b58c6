#include "ui/widgets/dialogs/download_page.h"

#include "ui/state/error_text.h"
#include "ui/widgets/dialogs/models_dialog.h"
#include "ui/widgets/look/look.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace embedscope {

namespace {

QString failureText(const Error &error)
{
    return error.code == Errc::Cancelled ? QString() : errorText(error, Surface::HubPage);
}

} // namespace

DownloadPage::DownloadPage(ModelLibrary &library, QWidget *parent)
    : QWidget(parent),
      m_library(library),
      m_list(new QTreeWidget),
      m_id(new QLineEdit),
      m_ask(new QPushButton(tr("&Look up"))),
      m_about(makeLabel({}, LabelKind::Body)),
      m_progress(new QProgressBar),
      m_cancel(new QPushButton(tr("&Cancel"))),
      m_get(new QPushButton(tr("&Download")))
{
    m_list->setObjectName(u"hubList"_s);
    m_list->setAccessibleName(tr("Models that are known to work"));
    m_list->setRootIsDecorated(false);
    m_list->setAllColumnsShowFocus(true);
    m_list->setHeaderLabels({tr("Model"), tr("Languages"), tr("Dimensions"), tr("Download"), tr("Licence")});
    for (const CatalogueModel &model : modelCatalogue()) {
        auto *item = new QTreeWidgetItem(
            m_list, {QString::fromStdString(model.id), QString::fromStdString(model.languages),
                     QString::number(model.dimensions), tr("about %1").arg(bytesText(model.megabytes * 1'000'000)),
                     QString::fromStdString(model.licence)});
        item->setData(0, Qt::UserRole, QString::fromStdString(model.note));
        item->setTextAlignment(2, Qt::AlignRight | Qt::AlignVCenter);
    }
    for (int column = 0; column < m_list->columnCount(); ++column)
        m_list->resizeColumnToContents(column);
    m_id->setObjectName(u"hubId"_s);
    m_id->setAccessibleName(tr("Model of the hub, as ORGANISATION/NAME"));
    m_id->setPlaceholderText(tr("organisation/name"));
    m_ask->setObjectName(u"hubAsk"_s);
    m_ask->setToolTip(tr("Asks the hub how large the model is and what its licence says; fetches nothing"));
    m_ask->setAccessibleDescription(m_ask->toolTip());
    m_about->setObjectName(u"hubAbout"_s);
    m_progress->setObjectName(u"hubProgress"_s);
    m_progress->setAccessibleName(tr("Progress of the download"));
    m_progress->setTextVisible(false);
    m_progress->hide();
    m_cancel->setObjectName(u"hubCancel"_s);
    m_cancel->setToolTip(tr("What has arrived is kept, and gone on with next time"));
    m_cancel->setAccessibleDescription(m_cancel->toolTip());
    m_cancel->hide();
    m_get->setObjectName(u"hubGet"_s);
    m_get->setProperty("primary", true);

    auto *top = new QHBoxLayout;
    auto *label = makeLabel(tr("&Model"), LabelKind::Secondary);
    label->setWordWrap(false);
    label->setBuddy(m_id);
    top->addWidget(label);
    top->addWidget(m_id, 1);
    top->addWidget(m_ask);
    auto *bottom = new QHBoxLayout;
    bottom->addWidget(m_progress, 1);
    bottom->addStretch();
    bottom->addWidget(m_cancel);
    bottom->addWidget(m_get);
    auto *column = new QVBoxLayout(this);
    column->addWidget(m_list, 1);
    column->addLayout(top);
    column->addWidget(m_about);
    column->addLayout(bottom);

    connect(m_list, &QTreeWidget::currentItemChanged, this, [this](const QTreeWidgetItem *item) {
        if (!item)
            return;
        m_id->setText(item->text(0));
        const QString note = item->data(0, Qt::UserRole).toString();
        m_about->setText(note.left(1).toUpper() + note.mid(1));
    });
    connect(m_id, &QLineEdit::textChanged, this, [this] {
        m_found.reset();
        m_about->setText({});
        refresh();
    });
    connect(m_id, &QLineEdit::returnPressed, this, &DownloadPage::ask);
    connect(m_ask, &QPushButton::clicked, this, &DownloadPage::ask);
    connect(m_get, &QPushButton::clicked, this, &DownloadPage::get);
    connect(m_cancel, &QPushButton::clicked, &m_task, &BackgroundTask::cancel);
    connect(&m_task, &BackgroundTask::runningChanged, this, &DownloadPage::refresh);
    connect(&m_task, &BackgroundTask::progress, this, [this](qulonglong done, qulonglong total) {
        constexpr int kSteps = 1000;
        m_progress->setRange(0, total > 0 ? kSteps : 0);
        if (total > 0)
            m_progress->setValue(static_cast<int>(done * kSteps / total));
        m_about->setText(tr("%1 of %2").arg(bytesText(done), bytesText(total)));
    });
    refresh();
}

void DownloadPage::refresh()
{
    const bool running = m_task.isRunning();
    m_ask->setEnabled(!running && isHubId(m_id->text().trimmed().toStdString()));
    m_get->setEnabled(!running && m_found);
    m_id->setEnabled(!running);
    m_list->setEnabled(!running);
    m_cancel->setVisible(running);
    m_progress->setVisible(running);
    if (running)
        m_progress->setRange(0, 0);
}

void DownloadPage::ask()
{
    if (!m_ask->isEnabled())
        return;
    Q_EMIT failed({});
    m_task.start(
        [this, id = m_id->text().trimmed().toStdString()](const RunControl &control) -> BackgroundTask::Outcome {
            Result<HubModel> found = askHub(id, m_library.hub(), control);
            return [this, found = std::move(found)] {
                if (!found)
                    return Q_EMIT failed(failureText(found.error()));
                m_found = *found;
                showFound();
                refresh();
                m_get->setFocus();
            };
        });
}

void DownloadPage::showFound()
{
    const HubModel &model = *m_found;
    const QString licence = model.licence.empty() ? tr("the page does not say its licence")
                                                  : tr("licence %1").arg(QString::fromStdString(model.licence));
    m_about->setText(tr("%1: %2 from %3, %4.")
                         .arg(QString::fromStdString(model.id), bytesText(model.bytes),
                              QString::fromStdString(model.host), licence));
}

void DownloadPage::get()
{
    if (!m_found)
        return;
    Q_EMIT failed({});
    m_task.start([this, model = *m_found](const RunControl &control) -> BackgroundTask::Outcome {
        Result<StoredModel> stored = downloadModel(model, m_library.store(), {}, m_library.hub(), control);
        return [this, stored = std::move(stored)] {
            if (!stored) {
                showFound();
                if (stored.error().code == Errc::Cancelled)
                    m_about->setText(m_about->text() + u' ' + tr("What had arrived is kept."));
                return Q_EMIT failed(failureText(stored.error()));
            }
            m_found.reset();
            m_about->setText(tr("%1 is there.").arg(QString::fromStdString(stored->name)));
            refresh();
            Q_EMIT downloaded(QString::fromStdString(stored->name));
        };
    });
}

} // namespace embedscope
