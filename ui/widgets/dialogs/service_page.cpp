#include "ui/widgets/dialogs/service_page.h"

#include "core/embed/http_url.h"
#include "ui/state/error_text.h"
#include "ui/widgets/look/look.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace embedscope {

namespace {

QString fromView(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

} // namespace

ServicePage::ServicePage(ModelLibrary &library, QWidget *parent)
    : QWidget(parent),
      m_library(library),
      m_preset(new QComboBox),
      m_base(new QLineEdit),
      m_model(new QLineEdit),
      m_key(new QLineEdit),
      m_plainHttp(new QCheckBox(tr("Use it without e&ncryption all the same"))),
      m_keep(new QCheckBox(tr("&Remember the key"))),
      m_about(makeLabel({}, LabelKind::Secondary)),
      m_use(new QPushButton(tr("&Use this service")))
{
    for (const ServicePreset &preset : servicePresets())
        m_preset->addItem(fromView(preset.name), fromView(preset.id));
    ignoreWheelUnlessFocused(m_preset);
    m_key->setEchoMode(QLineEdit::Password);
    // No word list, no undo by a neighbour: what is typed here stays here.
    m_key->setInputMethodHints(Qt::ImhHiddenText | Qt::ImhNoPredictiveText | Qt::ImhSensitiveData |
                               Qt::ImhNoAutoUppercase);
    m_use->setProperty("primary", true);
    auto *form = new QFormLayout;
    form->setHorizontalSpacing(12);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->addRow(tr("&Service"), m_preset);
    form->addRow(tr("A&ddress"), m_base);
    form->addRow(tr("&Model"), m_model);
    form->addRow(tr("&Key"), m_key);
    form->addRow(QString(), m_keep);
    form->addRow(QString(), m_plainHttp);
    const std::tuple<QWidget *, QString, QString> names[] = {
        {m_preset, u"servicePreset"_s, tr("Service")},
        {m_base, u"serviceBase"_s, tr("Address of the service")},
        {m_model, u"serviceModel"_s, tr("Model, as the service calls it")},
        {m_key, u"serviceKey"_s, tr("Key of the service")},
        {m_keep, u"serviceKeepKey"_s, tr("Remember the key in the desktop's key store")},
        {m_plainHttp, u"servicePlainHttp"_s, tr("Use it without encryption")},
        {m_use, u"serviceUse"_s, tr("Use this service")}};
    for (const auto &[widget, object, name] : names) {
        widget->setObjectName(object);
        widget->setAccessibleName(name);
    }
    m_plainHttp->setToolTip(tr("Over http:// everybody on the way can read the texts and the key."));
    m_plainHttp->setAccessibleDescription(m_plainHttp->toolTip());
    m_keep->setEnabled(library.canKeepKeys());
    m_keep->setToolTip(library.canKeepKeys()
                           ? tr("In the desktop's key store (GNOME's keyring, KWallet), and in no file of Embedscope's")
                           : tr("Embedscope was built without a key store: the key stays in memory"));
    m_keep->setAccessibleDescription(m_keep->toolTip());
    m_about->setObjectName(u"serviceAbout"_s);
    auto *row = new QHBoxLayout;
    row->addStretch();
    row->addWidget(m_use);
    auto *column = new QVBoxLayout(this);
    column->addLayout(form);
    column->addWidget(m_about);
    column->addStretch();
    column->addLayout(row);

    connect(m_preset, &QComboBox::currentIndexChanged, this, &ServicePage::fillFromPreset);
    for (QLineEdit *line : {m_base, m_model, m_key}) {
        connect(line, &QLineEdit::textChanged, this, &ServicePage::refresh);
        connect(line, &QLineEdit::returnPressed, this, &ServicePage::use);
    }
    connect(m_plainHttp, &QCheckBox::toggled, this, &ServicePage::refresh);
    connect(m_keep, &QCheckBox::toggled, this, &ServicePage::refresh);
    connect(m_use, &QPushButton::clicked, this, &ServicePage::use);
    fillFromPreset();
}

void ServicePage::fillFromPreset()
{
    const ServicePreset *preset = presetNamed(m_preset->currentData().toString().toStdString());
    m_base->setText(preset ? fromView(preset->base) : QString());
    m_model->setText(preset ? fromView(preset->model) : QString());
    m_base->setPlaceholderText(u"https://"_s);
    m_key->clear(); // a key belongs to one service
    m_keep->setChecked(m_library.keepsKey(m_base->text().trimmed()));
    refresh();
}

void ServicePage::refresh()
{
    const ServicePreset *preset = presetNamed(m_preset->currentData().toString().toStdString());
    const Result<HttpUrl> url = parseHttpUrl(m_base->text().trimmed().toStdString());
    const bool open = url && !url->secure() && !url->loopback();
    m_plainHttp->setEnabled(open);
    if (!open && m_plainHttp->isChecked())
        m_plainHttp->setChecked(false);
    const bool known = m_library.hasKey(m_base->text().trimmed());
    const bool wanted = preset && !preset->keyVariable.empty();
    m_key->setPlaceholderText(known    ? tr("the one given before")
                              : wanted ? tr("from %1, if it is set").arg(fromView(preset->keyVariable))
                                       : tr("none, unless the service wants one"));
    QStringList about;
    if (url)
        about +=
            tr("Texts will be sent to %1. Before the first ones are, you are asked, and told how many they are and "
               "what they cost.")
                .arg(QString::fromStdString(url->where()));
    about += m_keep->isChecked()
                 ? tr("The key is kept in the desktop's key store, and in no file of Embedscope's.")
                 : tr("The key stays in memory until Embedscope is closed, and is written down nowhere.");
    m_about->setText(about.join(u'\n'));
    m_use->setEnabled(url && !m_model->text().trimmed().isEmpty() && (!open || m_plainHttp->isChecked()));
}

void ServicePage::use()
{
    if (!m_use->isEnabled())
        return;
    ServiceSetup setup;
    setup.base = m_base->text().trimmed();
    setup.model = m_model->text().trimmed();
    if (const QString preset = m_preset->currentData().toString(); preset != "other"_L1)
        setup.preset = preset; // else by address
    setup.plainHttp = m_plainHttp->isChecked();
    setup.keepsKey = m_keep->isChecked();
    const Result<std::string> model = m_library.setUpService(setup, m_key->text());
    if (!model) {
        Q_EMIT failed(errorText(model.error()));
        return;
    }
    m_key->clear();
    Q_EMIT failed({});
    Q_EMIT chosen(QString::fromStdString(*model));
}

} // namespace embedscope
