#include "ui/widgets/inspector/tokens_page.h"

#include "ui/models/token_model.h"
#include "ui/widgets/inspector/inspected_text.h"
#include "ui/widgets/look/elided_label.h"
#include "ui/widgets/look/look.h"

#include <QLabel>
#include <QListView>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace embedscope {

namespace {

/// A piece and its number, the number in a column of its own.
class TokenDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const override
    {
        return {120, option.fontMetrics.height() + 8};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const bool special = index.data(TokenModel::IsSpecialRole).toBool();
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const QRect row = option.rect.adjusted(8, 0, -8, 0);
        if (option.state & QStyle::State_Selected) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(lookOf(themeOf(option.palette)).selectedTint);
            painter->drawRoundedRect(row, 5, 5);
        }
        painter->setPen(option.palette.color(special ? QPalette::PlaceholderText : QPalette::Text));
        const QString number = QString::number(index.data(TokenModel::TokenIdRole).toInt());
        const int numberWidth = option.fontMetrics.horizontalAdvance(u"000000"_s);
        painter->drawText(row.adjusted(8, 0, -numberWidth - 16, 0),
                          static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter) | Qt::TextSingleLine,
                          option.fontMetrics.elidedText(index.data().toString().left(200), Qt::ElideRight,
                                                        row.width() - numberWidth - 24));
        painter->setPen(option.palette.color(QPalette::PlaceholderText));
        painter->drawText(row.adjusted(0, 0, -8, 0), static_cast<int>(Qt::AlignRight | Qt::AlignVCenter), number);
        painter->restore();
    }
};

} // namespace

TokensPage::TokensPage(Document &document, QWidget *parent)
    : HintPage(new QWidget, parent),
      m_document(document),
      m_model(new TokenModel(document, this)),
      m_title(new ElidedLabel),
      m_summary(makeLabel({}, LabelKind::Secondary)),
      m_list(new QListView)
{
    auto *layout = new QVBoxLayout(widget(0));
    layout->setContentsMargins(0, 14, 0, 8);
    layout->setSpacing(4);
    auto *head = new QVBoxLayout;
    head->setContentsMargins(16, 0, 16, 4);
    QFont strong = m_title->font();
    strong.setWeight(QFont::DemiBold);
    m_title->setFont(strong);
    head->addWidget(m_title);
    head->addWidget(m_summary);
    layout->addLayout(head);
    letShrink(m_list);
    m_list->setModel(m_model);
    m_list->setItemDelegate(new TokenDelegate(this));
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setUniformItemSizes(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setAccessibleName(tr("Tokens"));
    m_list->setObjectName(u"tokenList"_s);
    layout->addWidget(m_list, 1);
    connect(m_model, &QAbstractItemModel::modelReset, this, &TokensPage::refresh);
}

QString TokensPage::summary() const
{
    return m_summary->text();
}

void TokensPage::refresh()
{
    const TextId id = inspectedText(m_document);
    if (m_model->text() != id) {
        m_model->setText(id); // may reset, and so call this again: then with this id
    }
    const auto index = m_document.positionOf(id);
    if (!index) {
        showHint(tr("Type a sentence on the left: here is how the model cuts it into pieces."));
        return;
    }
    if (m_model->rowCount() == 0) {
        showHint(m_model->reason().isEmpty() ? tr("This text has no tokens.") : m_model->reason());
        return;
    }
    showContent();
    m_title->setFullText(QString::fromStdString(m_document.corpus().texts[*index].text));
    QString summary = counted(m_model->rowCount(), tr("is %n token to the model"), tr("is %n tokens to the model"));
    if (m_model->truncated())
        summary = counted(m_model->fullCount(), tr("is %n token: cut at %1, the rest was not read"),
                          tr("is %n tokens: cut at %1, the rest was not read"))
                      .arg(m_model->rowCount());
    m_summary->setText(summary);
}

} // namespace embedscope
