#include "ui/widgets/inspector/hint_page.h"

#include "ui/widgets/look/look.h"

#include <QLabel>
#include <QVBoxLayout>

namespace embedscope {

HintPage::HintPage(QWidget *content, QWidget *parent)
    : QStackedWidget(parent), m_hint(makeLabel({}, LabelKind::Secondary))
{
    addWidget(content);
    auto *page = new QWidget;
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(16, 20, 16, 16);
    layout->addWidget(m_hint);
    layout->addStretch();
    addWidget(page);
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
}

void HintPage::showContent()
{
    setCurrentIndex(0);
}

void HintPage::showHint(const QString &hint)
{
    m_hint->setText(hint);
    setCurrentIndex(1);
}

} // namespace embedscope
