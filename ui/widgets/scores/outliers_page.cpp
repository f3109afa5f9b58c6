#include "ui/widgets/scores/outliers_page.h"

#include "ui/models/number_text.h"
#include "ui/models/scored_text_model.h"
#include "ui/state/document/document.h"
#include "ui/widgets/inspector/hint_page.h"
#include "ui/widgets/look/look.h"
#include "ui/widgets/scores/score_status.h"
#include "ui/widgets/scores/scored_list.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace embedscope {

namespace {

constexpr std::size_t kMarked = 10;

} // namespace

OutliersPage::OutliersPage(Document &document, QWidget *parent)
    : QWidget(parent),
      m_document(document),
      m_outliers(document),
      m_mean(makeLabel({}, LabelKind::Secondary)),
      m_mark(new QPushButton(tr("Select the first &%1").arg(kMarked))),
      m_list(new ScoredList(document, tr("Texts least like all others"))),
      m_content(new HintPage(m_list)),
      m_status(new ScoreStatus(m_outliers, tr("&Try again")))
{
    setFocusProxy(m_list);
    m_list->setObjectName(u"outliersList"_s);
    m_mark->setObjectName(u"outliersMark"_s);
    m_mark->setToolTip(tr("Selects them on the map and in the list of texts"));
    m_mark->setAutoDefault(false);
    auto *row = new QHBoxLayout;
    row->addWidget(m_mean, 1);
    row->addWidget(m_mark);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(8);
    column->addLayout(row);
    column->addWidget(m_status);
    column->addWidget(m_content, 1);
    connect(m_mark, &QPushButton::clicked, this, &OutliersPage::mark);
    connect(&m_outliers, &Outliers::changed, this, &OutliersPage::refresh);
    connect(&document, &Document::corpusChanged, this, &OutliersPage::refresh);
    refresh();
}

void OutliersPage::refresh()
{
    if (m_revision != m_outliers.revision()) {
        m_revision = m_outliers.revision();
        m_list->texts()->show(m_outliers.exploration(), textsOf(m_outliers));
    }
    const bool any = m_list->texts()->rowCount() > 0;
    m_mark->setEnabled(any);
    m_mean->setText(any ? tr("Mean similarity of each text to all others, the least first; of all texts it is %1. What "
                             "stands on top may be a mistake, another language, or what is new.")
                              .arg(similarityText(m_outliers.found().mean))
                        : QString());
    if (any)
        m_content->showContent();
    else if (m_document.corpus().size() < 2)
        m_content->showHint(tr("With two texts or more, those that are least like all others are listed here."));
    else
        m_content->showHint(m_document.isBusy() || m_outliers.isRunning()
                                ? tr("The numbers are on their way.")
                                : tr("No text has a similarity to others: they have no numbers, or only zeros."));
}

void OutliersPage::mark()
{
    std::set<TextId> first;
    const auto &texts = m_list->texts()->texts();
    for (std::size_t i = 0; i < std::min(kMarked, texts.size()); ++i)
        first.insert(m_outliers.exploration()->rows[texts[i].row].id);
    m_document.setSelection(first);
}

} // namespace embedscope
