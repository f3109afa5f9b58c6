#include "ui/widgets/inspector/clusters_page.h"

#include "core/scene/palette.h"
#include "ui/models/cluster_model.h"
#include "ui/widgets/bars/recipe_choices.h"
#include "ui/widgets/look/look.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace embedscope {

namespace {

/// Mark, name, size, and the texts nearest to the centre.
class ClusterDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const int texts = static_cast<int>(index.data(ClusterModel::CentralTextsRole).toStringList().size());
        return {160, (texts + 1) * option.fontMetrics.height() + 14};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const QPalette &palette = option.palette;
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const QRectF card = QRectF(option.rect).adjusted(8, 1, -8, -1);
        if (option.state & (QStyle::State_Selected | QStyle::State_MouseOver)) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(option.state & QStyle::State_Selected ? lookOf(themeOf(palette)).selectedTint
                                                                    : palette.color(QPalette::AlternateBase));
            painter->drawRoundedRect(card, 6, 6);
        }
        drawFocus(*painter, option, card);
        const QFontMetrics metrics(option.font);
        QRect line(option.rect.left() + 36, option.rect.top() + 6, option.rect.width() - 36 - 16, metrics.height());
        drawMark(*painter, QRectF(option.rect.left() + 16, line.center().y() - 6, 13, 13),
                 clusterMark(index.data(ClusterModel::ClusterRole).toInt(), themeOf(palette)));
        QFont bold = option.font;
        bold.setWeight(QFont::DemiBold);
        const QString size = QString::number(index.data(ClusterModel::SizeRole).toInt());
        const int sizeWidth = metrics.horizontalAdvance(size) + 8;
        painter->setPen(palette.color(QPalette::PlaceholderText));
        painter->setFont(option.font);
        painter->drawText(line, static_cast<int>(Qt::AlignRight | Qt::AlignVCenter), size);
        painter->setPen(palette.color(QPalette::Text));
        painter->setFont(bold);
        painter->drawText(
            line.adjusted(0, 0, -sizeWidth, 0), static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter) | Qt::TextSingleLine,
            QFontMetrics(bold).elidedText(index.data().toString(), Qt::ElideRight, line.width() - sizeWidth));
        painter->setFont(option.font);
        painter->setPen(palette.color(QPalette::PlaceholderText));
        for (const QString &text : index.data(ClusterModel::CentralTextsRole).toStringList()) {
            line.translate(0, metrics.height());
            painter->drawText(line, static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter) | Qt::TextSingleLine,
                              metrics.elidedText(text.left(300).simplified(), Qt::ElideRight, line.width()));
        }
        painter->restore();
    }

    void updateEditorGeometry(QWidget *editor, const QStyleOptionViewItem &option, const QModelIndex &) const override
    {
        const int height = std::max(editor->sizeHint().height(), option.fontMetrics.height() + 6);
        editor->setGeometry(option.rect.left() + 32, option.rect.top() + 1, option.rect.width() - 32 - 12, height);
    }

private:
    /// As the map marks it when it is coloured by cluster, however it is coloured now.
    static MarkStyle clusterMark(ClusterId cluster, Theme theme)
    {
        const CategoryLook look = categoryLook(cluster, theme);
        MarkStyle mark;
        mark.shape = look.shape;
        mark.fill = look.colour;
        mark.outline = themeColours(theme).outline;
        return mark;
    }
};

/// How many clusters there are and why, in a sentence; empty where the person chose and got what was asked for.
QString whyText(const Exploration &exploration)
{
    const auto noted = [&](ExplorationNote note) {
        return std::find(exploration.notes.begin(), exploration.notes.end(), note) != exploration.notes.end();
    };
    if (noted(ExplorationNote::FewerClusters))
        return ClustersPage::tr("There are fewer different texts than clusters asked for.");
    if (noted(ExplorationNote::NoDifference))
        return ClustersPage::tr("To this model all texts are the same: they are one cluster.");
    if (noted(ExplorationNote::OneCluster))
        return ClustersPage::tr("No number of clusters fits better than none.");
    const ClusterStage &stage = *exploration.clusters;
    if (stage.minSize > 0) {
        const QString where = stage.space == ClusterRecipe::Space::Umap5 ? ClustersPage::tr("on a UMAP of 5 dimensions")
                              : stage.space == ClusterRecipe::Space::Map ? ClustersPage::tr("on the map")
                                                                         : ClustersPage::tr("in all dimensions");
        return ClustersPage::tr("Dense places %1, of %2 texts or more; %3% of the texts are in no cluster.")
            .arg(where)
            .arg(stage.minSize)
            .arg(qRound(100.0 * static_cast<double>(stage.noise) / static_cast<double>(exploration.size())));
    }
    if (stage.tried.empty())
        return {};
    const auto best = std::max_element(stage.tried.begin(), stage.tried.end(),
                                       [](const auto &a, const auto &b) { return a.silhouette < b.silhouette; });
    return ClustersPage::tr("%1 fits best of 2 to %2 (silhouette %3).")
        .arg(best->clusters)
        .arg(stage.tried.back().clusters)
        .arg(best->silhouette, 0, 'f', 2);
}

} // namespace

ClustersPage::ClustersPage(Document &document, QWidget *parent)
    : QWidget(parent),
      m_document(document),
      m_count(new QComboBox),
      m_why(makeLabel({}, LabelKind::Secondary)),
      m_list(new QListView),
      m_names(new QPushButton(tr("Names by a language model…"))),
      m_clusters(new ClusterModel(document, this))
{
    m_stack = new HintPage(m_list);
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 14, 0, 8);
    layout->setSpacing(6);
    auto *choice = new QVBoxLayout; // above each other: the longest choice takes the panel's width
    choice->setContentsMargins(16, 0, 16, 0);
    choice->setSpacing(4);
    QLabel *caption = makeLabel(tr("How many"));
    caption->setWordWrap(false);
    caption->setBuddy(m_count);
    addClusterChoices(*m_count);
    m_count->setAccessibleName(tr("How many clusters"));
    ignoreWheelUnlessFocused(m_count);
    dropDownByArrows(m_count);
    m_count->setObjectName(u"clusterCount"_s);
    choice->addWidget(caption);
    choice->addWidget(m_count, 0, Qt::AlignLeft);
    layout->addLayout(choice);
    m_why->setContentsMargins(16, 0, 16, 0);
    layout->addWidget(m_why);
    letShrink(m_list);
    m_list->setModel(m_clusters);
    m_list->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed);
    m_list->setToolTip(tr("Double-click or F2: another name; an empty one gives the automatic name back"));
    m_list->setItemDelegate(new ClusterDelegate(this));
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_list, &QListView::customContextMenuRequested, this, &ClustersPage::showMenu);
    m_list->setMouseTracking(true);
    m_list->setResizeMode(QListView::Adjust);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setAccessibleName(tr("Clusters"));
    m_list->setObjectName(u"clusterList"_s);
    layout->addWidget(m_stack, 1);
    m_names->setObjectName(u"clusterNames"_s);
    m_names->setToolTip(tr("Asks a service for them; shows before what is sent"));
    m_names->setAccessibleDescription(m_names->toolTip());
    m_names->hide();
    auto *below = new QHBoxLayout;
    below->setContentsMargins(16, 0, 16, 0);
    below->addWidget(m_names);
    below->addStretch();
    layout->addLayout(below);
    connect(m_names, &QPushButton::clicked, this, &ClustersPage::namesRequested);

    connect(m_count, &QComboBox::activated, this,
            [this](int index) { chooseClusters(m_document, clusterChoice(*m_count, index)); });
    const auto select = [this](const QModelIndex &index) {
        const ExplorationPtr exploration = m_document.exploration();
        if (!exploration || !exploration->clusters)
            return;
        const ClusterId wanted = index.data(ClusterModel::ClusterRole).toInt();
        std::set<TextId> texts;
        for (std::size_t i = 0; i < exploration->clusters->labels.size(); ++i)
            if (exploration->clusters->labels[i] == wanted)
                texts.insert(exploration->rows[i].id);
        m_document.setSelection(texts);
    };
    connect(m_list, &QListView::clicked, this, select);
    connect(m_list, &QListView::activated, this, select);
}

void ClustersPage::showMenu(const QPoint &at)
{
    const QModelIndex index = m_list->indexAt(at);
    if (!index.isValid())
        return;
    QMenu menu(this);
    menu.addAction(tr("&Rename…"), this, [this, index] { m_list->edit(index); });
    QAction *reset = menu.addAction(tr("&Automatic Name"), this,
                                    [this, index] { m_clusters->setData(index, QString(), Qt::EditRole); });
    reset->setEnabled(index.data(Qt::EditRole) != index.data(ClusterModel::AutomaticNameRole));
    menu.exec(m_list->viewport()->mapToGlobal(at));
}

void ClustersPage::offerNames()
{
    m_offersNames = true;
    refresh();
}

void ClustersPage::refresh()
{
    const ClusterRecipe &recipe = m_document.recipe().clusters;
    const bool off = recipe.method == ClusterRecipe::Method::None;
    m_count->setCurrentIndex(clusterChoiceIndex(*m_count, recipe));
    const ExplorationPtr exploration = m_document.exploration();
    if (off || !exploration || !exploration->clusters || exploration->clusters->clusters.empty()) {
        m_why->hide();
        m_names->hide();
        m_stack->showHint(m_document.corpus().empty() ? tr("Type or open some texts first.")
                          : exploration && exploration->clusters && exploration->clusters->noise > 0
                              ? tr("No place stands out by its density: every text stands for itself.")
                          : off ? tr("Choose Automatic or a number: texts that mean similar things are put together.")
                                : tr("There are no groups to be seen in these texts yet."));
        return;
    }
    const QString why = whyText(*exploration);
    m_why->setText(why);
    m_why->setVisible(!why.isEmpty());
    m_names->setVisible(m_offersNames);
    m_stack->showContent();
}

} // namespace embedscope
