#include "ui/widgets/dialogs/service_form.h"

#include "core/embed/http/http_url.h"
#include "ui/widgets/look/look.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QSignalBlocker>

#include <algorithm>
#include <tuple>

using namespace Qt::StringLiterals;

namespace embedscope {

namespace {

QString fromView(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

} // namespace

ServiceForm::ServiceForm(ModelLibrary &library, ServiceUse use, QWidget *parent)
    : QWidget(parent),
      m_library(library),
      m_use(use),
      m_preset(new QComboBox),
      m_base(new QLineEdit),
      m_model(new QLineEdit),
      m_key(new QLineEdit),
      m_plainHttp(new QCheckBox(tr("Use it without e&ncryption all the same"))),
      m_keep(new QCheckBox(tr("&Remember the key")))
{
    for (const ServicePreset &preset : servicePresets())
        if (use == ServiceUse::Embeddings || preset.chat)
            m_preset->addItem(fromView(preset.name), fromView(preset.id));
    ignoreWheelUnlessFocused(m_preset);
    m_key->setEchoMode(QLineEdit::Password);
    // No word list, no undo by a neighbour: what is typed here stays here.
    m_key->setInputMethodHints(Qt::ImhHiddenText | Qt::ImhNoPredictiveText | Qt::ImhSensitiveData |
                               Qt::ImhNoAutoUppercase);
    m_base->setPlaceholderText(u"https://"_s);
    auto *form = new QFormLayout(this);
    form->setContentsMargins(0, 0, 0, 0);
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
        {m_plainHttp, u"servicePlainHttp"_s, tr("Use it without encryption")}};
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

    connect(m_preset, &QComboBox::currentIndexChanged, this, &ServiceForm::fillFromPreset);
    for (QLineEdit *line : {m_base, m_model, m_key}) {
        connect(line, &QLineEdit::textChanged, this, &ServiceForm::refresh);
        connect(line, &QLineEdit::returnPressed, this, &ServiceForm::submitted);
    }
    connect(m_plainHttp, &QCheckBox::toggled, this, &ServiceForm::refresh);
    connect(m_keep, &QCheckBox::toggled, this, &ServiceForm::refresh);
    fillFromPreset();
}

QString ServiceForm::baseOf(const ServicePreset &preset) const
{
    return fromView(m_use == ServiceUse::Chat && !preset.chatBase.empty() ? preset.chatBase : preset.base);
}

void ServiceForm::fillFromPreset()
{
    const ServicePreset *preset = presetNamed(m_preset->currentData().toString().toStdString());
    m_base->setText(preset ? baseOf(*preset) : QString());
    m_model->setText(!preset                     ? QString()
                     : m_use == ServiceUse::Chat ? fromView(preset->chatModel)
                                                 : fromView(preset->model));
    m_key->clear(); // a key belongs to one service
    m_keep->setChecked(m_library.keepsKey(m_base->text().trimmed()));
    refresh();
}

ServiceSetup ServiceForm::setup() const
{
    ServiceSetup setup;
    setup.base = m_base->text().trimmed();
    setup.model = m_model->text().trimmed();
    if (const QString preset = m_preset->currentData().toString(); preset != "other"_L1)
        setup.preset = preset; // else by address
    setup.plainHttp = m_plainHttp->isChecked();
    setup.keepsKey = m_keep->isChecked();
    return setup;
}

void ServiceForm::setSetup(const ServiceSetup &setup)
{
    m_preset->setCurrentIndex(std::max(0, m_preset->findData(setup.preset.isEmpty() ? u"other"_s : setup.preset)));
    m_base->setText(setup.base);
    m_model->setText(setup.model);
    m_key->clear();
    m_keep->setChecked(m_library.keepsKey(setup.base));
    m_plainHttp->setChecked(setup.plainHttp);
    refresh();
}

QString ServiceForm::key() const
{
    return m_key->text();
}

void ServiceForm::clearKey()
{
    m_key->clear();
}

bool ServiceForm::isOpen() const
{
    const Result<HttpUrl> url = parseHttpUrl(m_base->text().trimmed().toStdString());
    return url && !url->secure() && !url->loopback();
}

bool ServiceForm::isComplete() const
{
    return !host().isEmpty() && !m_model->text().trimmed().isEmpty() && (!isOpen() || m_plainHttp->isChecked());
}

QString ServiceForm::host() const
{
    const Result<HttpUrl> url = parseHttpUrl(m_base->text().trimmed().toStdString());
    return url ? QString::fromStdString(url->where()) : QString();
}

QString ServiceForm::aboutKey() const
{
    return m_keep->isChecked() ? tr("The key is kept in the desktop's key store, and in no file of Embedscope's.")
                               : tr("The key stays in memory until Embedscope is closed, and is written down nowhere.");
}

void ServiceForm::refresh()
{
    const ServicePreset *preset = presetNamed(m_preset->currentData().toString().toStdString());
    m_plainHttp->setEnabled(isOpen());
    if (!isOpen() && m_plainHttp->isChecked()) {
        const QSignalBlocker blocker(m_plainHttp);
        m_plainHttp->setChecked(false);
    }
    const bool known = m_library.hasKey(m_base->text().trimmed());
    const bool wanted = preset && !preset->keyVariable.empty();
    m_key->setPlaceholderText(known    ? tr("the one given before")
                              : wanted ? tr("from %1, if it is set").arg(fromView(preset->keyVariable))
                                       : tr("none, unless the service wants one"));
    Q_EMIT changed();
}

} // namespace embedscope
