#include "ui/widgets/dialogs/names_dialog.h"
#include "ui/state/count_text.h"
#include "ui/state/error_text.h"
#include "ui/state/service/service_sentences.h"
#include "ui/widgets/dialogs/service_form.h"
#include "ui/widgets/look/look.h"
#include "ui/widgets/look/screen_fit.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollBar>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace embedscope {

namespace {

/// All that goes over the line but the key and JSON's brackets.
QString everyWord(const std::vector<ClusterBrief> &briefs, const ServiceSetup &setup)
{
    QStringList lines;
    if (const Result<HttpUrl> url = parseHttpUrl(setup.base.toStdString()); url)
        lines += NamesDialog::tr("To: %1").arg(QString::fromStdString(chatEndpointOf(*url).url.text()));
    lines += NamesDialog::tr("Model: %1").arg(setup.model);
    lines += u'\n' + NamesDialog::tr("With each cluster:");
    lines += QString::fromUtf8(kNameInstructions);
    for (std::size_t i = 0; i < briefs.size(); ++i)
        lines += u'\n' + NamesDialog::tr("Cluster %1").arg(i + 1) + u'\n' + QString::fromStdString(briefs[i].text);
    return lines.join(u'\n');
}

/// With a blank before it; empty for a service on this computer.
QString priceSentence(const NamingEstimate &estimate)
{
    const QString words = priceClause(estimate.host, estimate.dollars, estimate.pricesAsOf);
    return words.isEmpty() ? QString() : u' ' + words.left(1).toUpper() + words.mid(1) + u'.';
}

/// Nobody was reached: nothing of the texts left this computer.
bool neverCame(Errc code)
{
    return code == Errc::HostNotFound || code == Errc::NoConnection || code == Errc::TlsRefused;
}

} // namespace

NamesDialog::NamesDialog(Document &document, ModelLibrary &library, QWidget *parent)
    : QDialog(parent),
      m_document(document),
      m_library(library),
      m_form(new ServiceForm(library, ServiceUse::Chat)),
      m_summary(makeLabel({})),
      m_shown(new QPlainTextEdit),
      m_error(makeLabel({})),
      m_progress(new QProgressBar),
      m_send(new QPushButton(tr("Sen&d"))),
      m_cancel(new QPushButton(tr("Cancel")))
{
    setWindowTitle(tr("Names by a language model"));
    setObjectName(u"namesDialog"_s);
    setWindowModality(Qt::WindowModal);
    m_summary->setObjectName(u"namesSummary"_s);
    m_shown->setObjectName(u"namesShown"_s);
    m_shown->setReadOnly(true);
    m_shown->setTabChangesFocus(true);
    m_shown->setAccessibleName(tr("Everything that is sent"));
    m_shown->setLineWrapMode(QPlainTextEdit::WidgetWidth);
    auto *caption = makeLabel(tr("&Everything that is sent"), LabelKind::Secondary);
    caption->setBuddy(m_shown);
    m_error->setObjectName(u"namesError"_s);
    m_error->hide();
    m_progress->setObjectName(u"namesProgress"_s);
    m_progress->setAccessibleName(tr("Progress"));
    m_progress->setTextVisible(false);
    m_progress->setFixedWidth(140);
    m_progress->hide();
    m_send->setObjectName(u"namesSend"_s);
    m_send->setProperty("primary", true);
    m_send->setAutoDefault(false); // Enter in a line sends nothing
    m_cancel->setObjectName(u"namesCancel"_s);
    m_cancel->setAutoDefault(false);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_progress);
    buttons->addStretch();
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_send);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(10);
    column->addWidget(m_form);
    column->addWidget(m_summary);
    column->addWidget(caption);
    column->addWidget(m_shown, 1);
    column->addWidget(m_error);
    column->addLayout(buttons);
    resizeWithinScreen(*this, {620, 640});

    connect(m_form, &ServiceForm::changed, this, &NamesDialog::refresh);
    connect(m_send, &QPushButton::clicked, this, &NamesDialog::send);
    connect(m_cancel, &QPushButton::clicked, this, &NamesDialog::reject);
    connect(&document, &Document::explorationChanged, this, &NamesDialog::readClusters);
    connect(&m_task, &BackgroundTask::runningChanged, this, &NamesDialog::refresh);
    connect(&m_task, &BackgroundTask::progress, this, [this](qulonglong done, qulonglong total) {
        m_progress->setRange(0, static_cast<int>(total));
        m_progress->setValue(static_cast<int>(done));
    });
    connect(&m_task, &BackgroundTask::noted, this,
            [this](const QString &words) { showError(words.left(1).toUpper() + words.mid(1)); });
    if (const Result<PriceList> prices = loadPrices(); prices)
        m_prices = *prices; // else the price is unknown, and said to be
    if (const ServiceSetup last = library.namesService(); !last.model.isEmpty())
        m_form->setSetup(last);
    readClusters();
}

void NamesDialog::readClusters()
{
    if (isRunning())
        return; // the names come for those that were sent
    m_exploration = m_document.exploration();
    refresh();
}

void NamesDialog::refresh()
{
    const bool running = isRunning();
    const std::vector<ClusterBrief> briefs =
        m_exploration ? clusterBriefs(*m_exploration) : std::vector<ClusterBrief>();
    const QString words = everyWord(briefs, m_form->setup());
    if (words != m_shown->toPlainText()) {
        const int scrolled = m_shown->verticalScrollBar()->value();
        m_shown->setPlainText(words);
        m_shown->verticalScrollBar()->setValue(scrolled);
    }
    const QString host = m_form->host();
    const NamingEstimate estimate =
        estimateNaming(briefs, host.toStdString(), m_form->setup().model.trimmed().toStdString(), m_prices);
    const BriefTotal &total = estimate.total;
    const QString clusters = counted(static_cast<qsizetype>(total.clusters), tr("%n cluster"), tr("%n clusters"));
    const QString texts = counted(static_cast<qsizetype>(total.texts), tr("%n text"), tr("%n texts"));
    m_summary->setText(host.isEmpty()
                           ? tr("Give the address of a service that speaks OpenAI's /v1/chat/completions.")
                           : tr("Words and %1 of %2, about %3 tokens, will be sent to %4, which names each cluster.")
                                     .arg(texts, clusters, countText(total.tokens), host) +
                                 priceSentence(estimate) + u' ' + m_form->aboutKey());
    m_form->setEnabled(!running);
    m_send->setEnabled(!running && !briefs.empty() && m_form->isComplete());
    m_send->setToolTip(m_send->isEnabled() || running ? tr("Sends it now")
                                                      : tr("A service, its address and a model are needed"));
    m_progress->setVisible(running);
    m_cancel->setText(running ? tr("Stop") : tr("Cancel"));
}

void NamesDialog::send()
{
    if (!m_send->isEnabled())
        return;
    const Result<std::shared_ptr<const ChatService>> service = m_library.setUpNames(m_form->setup(), m_form->key());
    if (!service)
        return showError(errorText(service.error(), Surface::NamesDialog));
    m_form->clearKey();
    showError({});
    m_progress->setRange(0, 0);
    m_task.start([this, service = *service, exploration = m_exploration](const RunControl &control) {
        Result<std::vector<WrittenName>> names = writeNames(*service, *exploration, control);
        return BackgroundTask::Outcome([this, service, names = std::move(names)] { finish(*service, names); });
    });
    m_cancel->setFocus();
}

void NamesDialog::finish(const ChatService &service, const Result<std::vector<WrittenName>> &names)
{
    if (names || !neverCame(names.error().code) || service.spent().texts > 0)
        m_document.noteSent({service.host(), service.model(), service.spent(), Document::Sent::For::Names});
    if (names)
        return takeNames(service, *names);
    showError(names.error().code == Errc::Cancelled ? tr("Stopped. The names are as they were.")
                                                    : errorText(names.error(), Surface::NamesDialog));
    readClusters();
    m_send->setFocus();
}

void NamesDialog::takeNames(const ChatService &service, const std::vector<WrittenName> &names)
{
    std::map<ClusterId, QString> written;
    QStringList kept;
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i].why.empty())
            written.emplace(static_cast<ClusterId>(i), QString::fromStdString(names[i].name));
        else
            kept += tr("%1: %2.").arg(QString::fromStdString(names[i].name), QString::fromStdString(names[i].why));
    if (written.empty()) {
        showError(tr("No cluster got a name. %1").arg(kept.value(0)));
        readClusters();
        return;
    }
    QString words =
        counted(static_cast<qsizetype>(written.size()), tr("%n cluster has a name by %1. Undo takes it back."),
                tr("%n clusters have names by %1. Undo takes them back."))
            .arg(QString::fromStdString(service.model()));
    if (!kept.isEmpty())
        words +=
            u' ' + counted(kept.size(), tr("%n keeps its words. %1"), tr("%n keep their words. %1")).arg(kept.first());
    m_document.nameClusters(m_exploration, written);
    Q_EMIT named(words);
    accept();
}

void NamesDialog::reject()
{
    if (isRunning())
        m_task.cancel();
    else
        QDialog::reject();
}

QString NamesDialog::errorShown() const
{
    return m_error->isHidden() ? QString() : m_error->text();
}

void NamesDialog::showError(const QString &text)
{
    m_error->setText(text);
    m_error->setAccessibleName(text);
    m_error->setVisible(!text.isEmpty());
}

} // namespace embedscope
