#include "ui/widgets/scores/examples_field.h"

#include "core/explore/axes/axis_notation.h"
#include "ui/state/document/document.h"
#include "ui/widgets/look/look.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace embedscope {

ExamplesField::ExamplesField(Document &document, const QString &name, const QString &object, const QString &example,
                             QWidget *parent)
    : QWidget(parent),
      m_document(document),
      m_typed(new QLineEdit),
      m_take(new QPushButton(tr("Take the selected"))),
      m_count(makeLabel({}, LabelKind::Secondary)),
      m_clear(new QToolButton)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    m_typed->setObjectName(object);
    m_typed->setPlaceholderText(example);
    m_typed->setMaxLength(4000);
    m_typed->setAccessibleName(tr("%1: words or phrases, commas between").arg(name));
    m_take->setObjectName(object + u"Take"_s);
    m_take->setToolTip(tr("The selected texts become examples of this end"));
    m_take->setAccessibleName(tr("%1: take the selected texts").arg(name));
    m_take->setAutoDefault(false);
    m_count->setWordWrap(false);
    m_clear->setText(u"\u00d7"_s);
    m_clear->setAutoRaise(true);
    m_clear->setToolTip(tr("Without these texts"));
    m_clear->setAccessibleName(tr("%1: without the taken texts").arg(name));
    row->addWidget(m_typed, 1);
    row->addWidget(m_take);
    row->addWidget(m_count);
    row->addWidget(m_clear);
    connect(m_typed, &QLineEdit::editingFinished, this, &ExamplesField::changed);
    connect(m_take, &QPushButton::clicked, this, [this] {
        const std::set<TextId> &selected = m_document.view().selection;
        m_texts.assign(selected.begin(), selected.end());
        refresh();
        Q_EMIT changed();
    });
    connect(m_clear, &QToolButton::clicked, this, [this] {
        m_texts.clear();
        refresh();
        Q_EMIT changed();
    });
    connect(&document, &Document::viewChanged, this, &ExamplesField::refresh);
    connect(&document, &Document::corpusChanged, this, &ExamplesField::refresh);
    refresh();
}

Result<AxisEnd> ExamplesField::end() const
{
    AxisEnd end;
    end.texts = m_texts;
    if (const std::string words = m_typed->text().trimmed().toStdString(); !words.empty()) {
        Result<std::vector<std::string>> phrases = parsePhrases(words);
        if (!phrases)
            return std::move(phrases).error();
        end.phrases = std::move(*phrases);
    }
    return end;
}

void ExamplesField::setEnd(const AxisEnd &end)
{
    m_typed->setText(QString::fromStdString(formatPhrases(end.phrases)));
    m_texts = end.texts;
    refresh();
}

void ExamplesField::refresh()
{
    const std::size_t before = m_texts.size();
    std::erase_if(m_texts, [this](TextId id) { return !m_document.positionOf(id); });
    m_take->setEnabled(!m_document.view().selection.empty());
    const auto count = static_cast<qsizetype>(m_texts.size());
    m_count->setText(count == 0 ? QString() : counted(count, tr("and %n text"), tr("and %n texts")));
    m_count->setVisible(count > 0);
    m_clear->setVisible(count > 0);
    if (before != m_texts.size())
        Q_EMIT changed();
}

} // namespace embedscope
