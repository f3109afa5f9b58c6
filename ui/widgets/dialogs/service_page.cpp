#include "ui/widgets/dialogs/service_page.h"

#include "ui/state/error_text.h"
#include "ui/widgets/dialogs/service_form.h"
#include "ui/widgets/look/look.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace embedscope {

ServicePage::ServicePage(ModelLibrary &library, QWidget *parent)
    : QWidget(parent),
      m_library(library),
      m_form(new ServiceForm(library, ServiceUse::Embeddings)),
      m_about(makeLabel({}, LabelKind::Secondary)),
      m_use(new QPushButton(tr("&Use this service")))
{
    m_use->setObjectName(u"serviceUse"_s);
    m_use->setAccessibleName(tr("Use this service"));
    m_use->setProperty("primary", true);
    m_about->setObjectName(u"serviceAbout"_s);
    auto *row = new QHBoxLayout;
    row->addStretch();
    row->addWidget(m_use);
    auto *column = new QVBoxLayout(this);
    column->addWidget(m_form);
    column->addWidget(m_about);
    column->addStretch();
    column->addLayout(row);

    connect(m_form, &ServiceForm::changed, this, &ServicePage::refresh);
    connect(m_form, &ServiceForm::submitted, this, &ServicePage::use);
    connect(m_use, &QPushButton::clicked, this, &ServicePage::use);
    refresh();
}

void ServicePage::refresh()
{
    QStringList about;
    if (const QString host = m_form->host(); !host.isEmpty())
        about +=
            tr("Texts will be sent to %1. Before the first ones are, you are asked, and told how many they are and "
               "what they cost.")
                .arg(host);
    about += m_form->aboutKey();
    m_about->setText(about.join(u'\n'));
    m_use->setEnabled(m_form->isComplete());
}

void ServicePage::use()
{
    if (!m_use->isEnabled())
        return;
    const Result<std::string> model = m_library.setUpService(m_form->setup(), m_form->key());
    if (!model) {
        Q_EMIT failed(errorText(model.error()));
        return;
    }
    m_form->clearKey();
    Q_EMIT failed({});
    Q_EMIT chosen(QString::fromStdString(*model));
}

} // namespace embedscope
