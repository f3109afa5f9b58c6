#include "ui/widgets/inspector/inspector.h"

#include "ui/widgets/inspector/clusters_page.h"
#include "ui/widgets/inspector/numbers_page.h"
#include "ui/widgets/inspector/rank_page.h"
#include "ui/widgets/inspector/tokens_page.h"
#include "ui/widgets/look/look.h"

#include <QTabBar>

namespace embedscope {

Inspector::Inspector(Document &document, QWidget *parent)
    : QTabWidget(parent),
      m_document(document),
      m_compare(new RankPage(document, RankPage::From::Anchor)),
      m_numbers(new NumbersPage(document)),
      m_neighbours(new RankPage(document, RankPage::From::Selection)),
      m_clusters(new ClustersPage(document)),
      m_tokens(new TokensPage(document))
{
    setObjectName(QStringLiteral("inspector"));
    setDocumentMode(true);
    setUsesScrollButtons(true);
    setElideMode(Qt::ElideNone);
    setRelativeFont(tabBar(), 0.9); // five names beside each other in a narrow panel
    tabBar()->setExpanding(false);
    tabBar()->setAccessibleName(tr("Inspector"));
    addTab(m_compare, tr("Compare"));
    addTab(m_numbers, tr("Numbers"));
    addTab(m_neighbours, tr("Neighbours"));
    addTab(m_clusters, tr("Clusters"));
    addTab(m_tokens, tr("Tokens"));
    setTabToolTip(0, tr("All texts by their similarity to the one that is compared"));
    setTabToolTip(1, tr("The numbers that a text becomes"));
    setTabToolTip(2, tr("The true neighbours of the selected text"));
    setTabToolTip(3, tr("Groups found in the real vectors"));
    setTabToolTip(4, tr("The pieces that the model sees"));

    connect(this, &QTabWidget::currentChanged, this, [this] { refresh(Why::ViewChanged); });
    connect(&document, &Document::viewChanged, this, [this] { refresh(Why::ViewChanged); });
    connect(&document, &Document::explorationChanged, this, [this] { refresh(Why::ViewChanged); });
    connect(&document, &Document::recipeChanged, this, [this] { refresh(Why::ViewChanged); });
    connect(&document, &Document::corpusChanged, this, [this] { refresh(Why::TextsChanged); });
    refresh(Why::TextsChanged);
}

void Inspector::showForSelection()
{
    if (currentWidget() == m_compare || currentWidget() == m_clusters)
        setCurrentWidget(m_neighbours);
}

void Inspector::refresh(Why why)
{
    const ViewState &view = m_document.view();
    Seen now{m_document.exploration(),
             view.selection,
             m_document.anchorId(),
             m_document.recipe(),
             view.theme,
             view.colour(),
             currentIndex()};
    if (why == Why::ViewChanged && now == m_seen)
        return;
    m_seen = std::move(now);
    switch (m_seen.page) {
    case 0:
        return m_compare->refresh();
    case 1:
        return m_numbers->refresh();
    case 2:
        return m_neighbours->refresh();
    case 3:
        return m_clusters->refresh();
    default:
        return m_tokens->refresh();
    }
}

} // namespace embedscope
