#include "ui/widgets/dialogs/models_page.h"
#include "ui/state/count_text.h"

#include "core/embed/open_embedder.h"
#include "ui/state/error_text.h"
#include "ui/widgets/dialogs/models_dialog.h"
#include "ui/widgets/look/look.h"

#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace embedscope {

namespace {

enum Column { Name, Kind, Dimensions, Longest, Size, Licence, ColumnCount };
enum ItemRole { KeyRole = Qt::UserRole, AboutRole, OwnRole, LocalRole, FaultRole };

QString countOrNothing(std::size_t count)
{
    return count == 0 ? QString() : countText(count);
}

} // namespace

ModelsPage::ModelsPage(ModelLibrary &library, Prompts &prompts, QWidget *parent)
    : QWidget(parent),
      m_library(library),
      m_prompts(prompts),
      m_list(new QTreeWidget),
      m_about(makeLabel({}, LabelKind::Secondary)),
      m_precision(new QComboBox),
      m_add(new QPushButton(tr("&Add a folder…"))),
      m_remove(new QPushButton(tr("&Remove"))),
      m_use(new QPushButton(tr("&Use this model")))
{
    m_list->setObjectName(u"modelList"_s);
    m_list->setAccessibleName(tr("Models"));
    m_list->setRootIsDecorated(false);
    m_list->setAllColumnsShowFocus(true);
    m_list->setUniformRowHeights(true);
    m_list->setColumnCount(ColumnCount);
    m_list->setHeaderLabels(
        {tr("Model"), tr("Kind"), tr("Dimensions"), tr("Longest input"), tr("Size"), tr("Licence")});
    m_about->setObjectName(u"modelAbout"_s);
    m_about->setMinimumHeight(m_about->fontMetrics().lineSpacing() * 2);
    m_about->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_precision->setObjectName(u"modelPrecision"_s);
    m_precision->addItem(tr("float32, exact"), false);
    m_precision->addItem(tr("int8, faster and a little less exact"), true);
    m_precision->setAccessibleName(tr("Precision"));
    m_precision->setToolTip(tr("How a model on this computer calculates. Numbers of the two are never mixed."));
    ignoreWheelUnlessFocused(m_precision);
    m_add->setObjectName(u"modelAdd"_s);
    m_remove->setObjectName(u"modelRemove"_s);
    m_use->setObjectName(u"modelUse"_s);
    m_use->setProperty("primary", true);
    m_add->setToolTip(tr("Copies a sentence-transformers folder into your own models"));
    m_remove->setToolTip(tr("Deletes the copy of a model of yours, or forgets a service"));
    for (QPushButton *button : {m_add, m_remove})
        button->setAccessibleDescription(button->toolTip());

    auto *row = new QHBoxLayout;
    auto *label = makeLabel(tr("&Precision"), LabelKind::Secondary);
    label->setWordWrap(false);
    label->setBuddy(m_precision);
    row->addWidget(label);
    row->addWidget(m_precision);
    row->addStretch();
    row->addWidget(m_add);
    row->addWidget(m_remove);
    row->addWidget(m_use);
    auto *column = new QVBoxLayout(this);
    column->addWidget(m_list, 1);
    column->addWidget(m_about);
    column->addLayout(row);

    connect(m_list, &QTreeWidget::currentItemChanged, this, &ModelsPage::followSelection);
    // Not itemActivated: on some desktops that is a single click.
    connect(m_list, &QTreeWidget::itemDoubleClicked, this, &ModelsPage::use);
    connect(m_use, &QPushButton::clicked, this, &ModelsPage::use);
    connect(m_add, &QPushButton::clicked, this, &ModelsPage::addFolder);
    connect(m_remove, &QPushButton::clicked, this, &ModelsPage::removeSelected);
    connect(&m_task, &BackgroundTask::progress, this, [this](qulonglong done, qulonglong total) {
        m_about->setText(tr("Copying: %1 of %2").arg(bytesText(done), bytesText(total)));
    });
    connect(&m_task, &BackgroundTask::runningChanged, this, [this](bool running) {
        m_add->setEnabled(!running);
        followSelection();
    });
    followSelection();
}

void ModelsPage::takeEnter()
{
    m_use->setDefault(true);
}

void ModelsPage::refresh(const QString &current)
{
    m_task.start([this, current](const RunControl &) -> BackgroundTask::Outcome {
        return [this, current, models = m_library.localModels()] { fill(models, current); };
    });
}

void ModelsPage::fill(const std::vector<StoredModel> &models, const QString &current)
{
    m_list->clear();
    const ModelChoice choice = ModelChoice::of(current.toStdString());
    QTreeWidgetItem *select = nullptr;
    const auto add = [&](const QString &name, const QString &key, const QString &kind, const QString &about) {
        auto *item = new QTreeWidgetItem(m_list, {name, kind});
        item->setData(Name, KeyRole, key);
        item->setData(Name, AboutRole, about);
        for (const int column : {Dimensions, Longest, Size})
            item->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
        if (key == current || (choice.kind == ModelChoice::Kind::Local && key.toStdString() == choice.name))
            select = item;
        return item;
    };
    for (const StoredModel &model : models) {
        const bool shipped = !model.own && model.name == kDefaultModel;
        const QString name = QString::fromStdString(model.name);
        QString about = QString::fromStdString(model.path);
        if (model.fault)
            about = errorText(*model.fault);
        else if (model.origin && !model.origin->id.empty())
            about = (model.origin->host.empty()
                         ? tr("From %1")
                         : tr("%1, from %2").arg(u"%1"_s, QString::fromStdString(model.origin->host)))
                        .arg(QString::fromStdString(model.origin->id)) +
                    u'\n' + about;
        QTreeWidgetItem *item = add(name, name, model.own ? tr("yours") : tr("shipped"), about);
        item->setText(Dimensions, countOrNothing(model.dimensions));
        item->setText(Longest, model.maxTokens > 0 ? tr("%1 tokens").arg(countOrNothing(model.maxTokens)) : QString());
        item->setText(Size, bytesText(model.bytes));
        item->setText(Licence, model.origin && !model.origin->licence.empty()
                                   ? QString::fromStdString(model.origin->licence)
                                   : (shipped ? u"apache-2.0"_s : tr("not said")));
        item->setData(Name, OwnRole, model.own);
        item->setData(Name, LocalRole, true);
        item->setData(Name, FaultRole, model.fault.has_value());
        if (model.fault)
            item->setText(Kind, tr("cannot be used"));
    }
    add(tr("noise"), u"noise"_s, tr("for comparison"),
        tr("Numbers without meaning, made from each text's fingerprint: what a map shows when there is nothing to "
           "see."))
        ->setText(Dimensions, countOrNothing(384));
    for (const ServiceSetup &service : m_library.services()) {
        const QString base = service.base.isEmpty() ? u"https://api.openai.com/v1"_s : service.base;
        add(service.model, QString::fromStdString(ModelLibrary::modelOf(service)), tr("service"),
            tr("A service: texts are sent to %1, after a question that says how many and what it costs.").arg(base))
            ->setData(Name, OwnRole, true);
    }
    for (int column = 0; column < ColumnCount; ++column)
        m_list->resizeColumnToContents(column);
    m_precision->setCurrentIndex(choice.precision == Precision::Int8 ? 1 : 0);
    m_list->setCurrentItem(select ? select : m_list->topLevelItem(0));
    followSelection();
}

void ModelsPage::followSelection()
{
    const QTreeWidgetItem *item = m_list->currentItem();
    const bool free = item && !m_task.isRunning();
    m_remove->setEnabled(free && item->data(Name, OwnRole).toBool());
    m_use->setEnabled(free && !item->data(Name, FaultRole).toBool());
    m_precision->setEnabled(item && item->data(Name, LocalRole).toBool());
    m_about->setText(item ? item->data(Name, AboutRole).toString() : QString());
}

QString ModelsPage::selectedKey() const
{
    const QTreeWidgetItem *item = m_list->currentItem();
    return item ? item->data(Name, KeyRole).toString() : QString();
}

void ModelsPage::use()
{
    if (!m_use->isEnabled())
        return;
    ModelChoice choice = ModelChoice::of(selectedKey().toStdString());
    if (m_precision->isEnabled() && m_precision->currentData().toBool())
        choice.precision = Precision::Int8;
    Q_EMIT chosen(QString::fromStdString(choice.key()));
}

void ModelsPage::addFolder()
{
    const QString folder = m_prompts.askFolder(this, tr("Add a model folder"));
    if (folder.isEmpty())
        return;
    Q_EMIT failed({});
    m_task.start([this, path = QFile::encodeName(QDir(folder).absolutePath()).toStdString()](
                     const RunControl &control) -> BackgroundTask::Outcome {
        Result<StoredModel> added = m_library.store().add(path, {}, control);
        return [this, added = std::move(added)] {
            if (!added) {
                // The sentence says what kind of fault, the detail which one.
                const QString detail = QString::fromStdString(added.error().detail);
                const QString text = errorText(added.error());
                Q_EMIT failed(text.contains(detail) ? text : u"%1 (%2)"_s.arg(text, detail));
                followSelection();
            } else {
                refresh(QString::fromStdString(added->name));
            }
        };
    });
}

void ModelsPage::removeSelected()
{
    const QString key = selectedKey();
    const ModelChoice choice = ModelChoice::of(key.toStdString());
    if (choice.kind == ModelChoice::Kind::Service) {
        m_library.forgetService(key.toStdString());
        Q_EMIT serviceRemoved();
    } else {
        if (!m_prompts.confirm(this, tr("Delete the files of “%1”? This cannot be undone.").arg(key), tr("&Delete")))
            return;
        const Status removed = m_library.store().remove(choice.name);
        Q_EMIT failed(removed ? QString() : errorText(removed.error()));
    }
    refresh({});
}

} // namespace embedscope
