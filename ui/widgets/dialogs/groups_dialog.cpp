#include "ui/widgets/dialogs/groups_dialog.h"

#include "ui/widgets/look/screen_fit.h"
#include "ui/widgets/scores/classifier_page.h"
#include "ui/widgets/scores/labels_page.h"
#include "ui/widgets/scores/outliers_page.h"
#include "ui/widgets/scores/spectrum_page.h"

#include <QTabBar>
#include <QTabWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace embedscope {

GroupsDialog::GroupsDialog(Document &document, Prompts &prompts, QWidget *parent)
    : QDialog(parent),
      m_tabs(new QTabWidget),
      m_labels(new LabelsPage(document, prompts)),
      m_spectrum(new SpectrumPage(document)),
      m_classifier(new ClassifierPage(document)),
      m_outliers(new OutliersPage(document))
{
    setObjectName(u"groupsDialog"_s);
    setWindowTitle(tr("Groups and labels"));
    setWindowFlag(Qt::WindowMaximizeButtonHint);
    setSizeGripEnabled(true);
    m_tabs->setDocumentMode(true);
    m_tabs->setObjectName(u"groupsTabs"_s);
    m_tabs->addTab(m_labels, tr("L&abels"));
    m_tabs->addTab(m_spectrum, tr("S&pectrum"));
    m_tabs->addTab(m_classifier, tr("Classi&fier"));
    m_tabs->addTab(m_outliers, tr("&Unlike the others"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_tabs);
    connect(m_tabs, &QTabWidget::currentChanged, this, [this] {
        activate();
        // Who walks along the tabs goes on; a mnemonic or a click leads into the page.
        if (isVisible() && !m_tabs->tabBar()->hasFocus())
            focusPage();
    });
    resizeWithinScreen(*this, {820, 620});
}

/// A page that has nothing but a hint leaves it to the tabs.
void GroupsDialog::focusPage()
{
    QWidget *page = m_tabs->currentWidget();
    if (const QWidget *first = page->focusProxy(); first && first->isVisibleTo(page))
        page->setFocus();
    else
        m_tabs->tabBar()->setFocus();
}

void GroupsDialog::showEvent(QShowEvent *event)
{
    QDialog::showEvent(event);
    activate();
    focusPage(); // what is typed first is a label, or an example
}

void GroupsDialog::hideEvent(QHideEvent *event)
{
    QDialog::hideEvent(event);
    activate();
}

/// Only what is looked at is worked on.
void GroupsDialog::activate()
{
    const QWidget *now = isVisible() ? m_tabs->currentWidget() : nullptr;
    m_labels->setActive(now == m_labels);
    m_spectrum->setActive(now == m_spectrum);
    m_classifier->setActive(now == m_classifier);
    m_outliers->setActive(now == m_outliers);
}

} // namespace embedscope
