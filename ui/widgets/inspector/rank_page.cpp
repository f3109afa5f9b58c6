#include "ui/widgets/inspector/rank_page.h"

#include "ui/models/similarity_model.h"
#include "ui/widgets/inspector/inspected_text.h"
#include "ui/widgets/inspector/lies_list.h"
#include "ui/widgets/inspector/rank_delegate.h"
#include "ui/widgets/look/elided_label.h"
#include "ui/widgets/look/look.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QVBoxLayout>

#include <utility>

using namespace Qt::StringLiterals;

namespace embedscope {

namespace {

TextRow rankedRow(const QModelIndex &index)
{
    TextRow row;
    row.id = TextId{index.data(SimilarityModel::IdRole).toULongLong()};
    row.text = index.data(Qt::DisplayRole).toString();
    row.number = QString::number(index.data(SimilarityModel::RankRole).toInt());
    const QVariant similarity = index.data(SimilarityModel::SimilarityRole);
    if (similarity.isValid())
        row.similarity = similarity.toDouble();
    row.value = index.data(SimilarityModel::SimilarityTextRole).toString();
    row.cut = index.data(SimilarityModel::CutRole).toString();
    return row;
}

} // namespace

RankPage::RankPage(Document &document, From from, QWidget *parent)
    : HintPage(new QWidget, parent),
      m_document(document),
      m_from(from),
      m_title(new ElidedLabel),
      m_about(makeLabel({}, LabelKind::Secondary)),
      m_measure(new QComboBox),
      m_list(new QListView)
{
    if (from == From::Anchor)
        m_model = new RankingModel(document, this);
    else
        m_model = m_neighbours = new NeighbourModel(document, this);
    auto *layout = new QVBoxLayout(widget(0));
    layout->setContentsMargins(0, 14, 0, 8);
    layout->setSpacing(4);
    QFont strong = m_title->font();
    strong.setWeight(QFont::DemiBold);
    m_title->setFont(strong);
    auto *head = new QVBoxLayout;
    head->setContentsMargins(16, 0, 16, 4);
    head->addWidget(m_title);
    head->addWidget(m_about);
    auto *by = new QHBoxLayout;
    QLabel *caption = makeLabel(tr("By"));
    caption->setWordWrap(false);
    caption->setBuddy(m_measure);
    m_measure->addItem(tr("similarity (cosine)"), static_cast<int>(Measure::Cosine));
    m_measure->addItem(tr("angle"), static_cast<int>(Measure::Angle));
    m_measure->addItem(tr("distance (euclidean)"), static_cast<int>(Measure::Euclidean));
    m_measure->setAccessibleName(tr("Compare by"));
    m_measure->setToolTip(tr("One choice for these lists, for the lines on the map, and for colours by similarity"));
    m_measure->setObjectName(from == From::Anchor ? u"compareMeasure"_s : u"neighbourMeasure"_s);
    ignoreWheelUnlessFocused(m_measure);
    by->addWidget(caption);
    by->addWidget(m_measure);
    by->addStretch();
    head->addLayout(by);
    connect(m_measure, &QComboBox::activated, this, [this](int index) {
        ColourChoice choice = m_document.view().colour();
        choice.measure = static_cast<Measure>(m_measure->itemData(index).toInt());
        m_document.setColour(choice);
    });
    layout->addLayout(head);
    letShrink(m_list);
    m_list->setModel(m_model);
    m_list->setItemDelegate(new RankDelegate(rankedRow, this));
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setUniformItemSizes(true);
    m_list->setMouseTracking(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setAccessibleName(from == From::Anchor ? tr("Texts by similarity") : tr("True neighbours"));
    m_list->setObjectName(from == From::Anchor ? u"compareList"_s : u"neighbourList"_s);
    layout->addWidget(m_list, 3);
    if (from == From::Selection) {
        m_lies = new LiesList(document);
        layout->addWidget(m_lies, 2);
    }
    const auto select = [this](const QModelIndex &index) {
        const TextId id = m_model->idAt(index);
        m_document.setFocused(id);
        if (m_from == From::Selection && m_document.view().selection.size() <= 2) {
            // The text that is asked about stays selected, so that the list does.
            m_document.setSelection({m_model->subject(), id});
        } else {
            m_document.setSelection({id});
        }
    };
    connect(m_list, &QListView::clicked, this, select);
    connect(m_list, &QListView::activated, this, select);
}

void RankPage::resizeEvent(QResizeEvent *event)
{
    HintPage::resizeEvent(event);
    m_about->setVisible(!isShort(*this)); // the list says more; the words are in the title's tooltip
}

void RankPage::refresh()
{
    if (m_neighbours) {
        // A second text selected from this list does not change whose neighbours are shown.
        const std::set<TextId> &selection = m_document.view().selection;
        if (!(selection.size() == 2 && selection.count(m_neighbours->subject())))
            m_neighbours->setText(inspectedText(m_document));
    }
    const TextId subject = m_model->subject();
    const auto index = m_document.positionOf(subject);
    if (!index || m_model->rowCount() == 0) {
        showHint(m_document.corpus().empty()       ? tr("Type or open some texts first.")
                 : m_document.corpus().size() == 1 ? tr("Type a second sentence, and see how similar it is.")
                 : m_document.isBusy()             ? tr("Texts are compared here when all have their numbers.")
                                                   : tr("The numbers of this text are not there yet."));
        return;
    }
    showContent();
    m_title->setFullText(QString::fromStdString(m_document.corpus().texts[*index].text));
    const Measure measure = m_document.view().measure;
    m_measure->setCurrentIndex(m_measure->findData(static_cast<int>(measure)));
    const QString formula =
        measure == Measure::Cosine  ? tr("similarity is the cosine of the real vectors, a·b ÷ (|a| |b|)")
        : measure == Measure::Angle ? tr("the angle between the real vectors, whose cosine is the similarity")
                                    : tr("the distance of the real vectors, |a − b|");
    m_about->setText(m_from == From::Anchor ? tr("compared with all others, by the real vectors")
                                            : tr("and its true neighbours: %1, whatever the map shows").arg(formula));
    m_title->setToolTip(plainToolTip(m_title->fullText() + u"\n"_s + m_about->text()));
    const std::set<TextId> &selection = m_document.view().selection;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const QModelIndex at = m_model->index(row, 0);
        const TextId id = m_model->idAt(at);
        if (id != subject && selection.count(id)) {
            m_list->setCurrentIndex(at);
            return;
        }
    }
    m_list->clearSelection();
    if (std::exchange(m_shown, subject) != subject)
        m_list->scrollToTop(); // the list of another text
}

} // namespace embedscope
