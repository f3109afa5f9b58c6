#include "ui/widgets/bars/status_bar.h"

#include "ui/widgets/look/elided_label.h"
#include "ui/widgets/look/look.h"

#include <QLabel>
#include <QProgressBar>
#include <QPushButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace embedscope {

namespace {

constexpr int kHintMilliseconds = 6000;
constexpr int kProgressAfterMilliseconds = 400; ///< shorter work needs no bar

} // namespace

StatusBar::StatusBar(Document &document, QWidget *parent)
    : QStatusBar(parent),
      m_document(document),
      m_counts(makeLabel({}, LabelKind::Secondary)),
      m_where(makeLabel({}, LabelKind::Body)),
      m_hint(new ElidedLabel),
      m_right(makeLabel({}, LabelKind::Secondary)),
      m_progress(new QProgressBar),
      m_cancel(new QPushButton(tr("Cancel"))),
      m_continue(new QPushButton(tr("Continue")))
{
    m_hint->setForegroundRole(QPalette::PlaceholderText);
    m_hintEnd.setSingleShot(true);
    m_hintEnd.setInterval(kHintMilliseconds);
    connect(&m_hintEnd, &QTimer::timeout, this, [this] { m_hint->setFullText({}); });
    for (QLabel *label : {m_counts, m_where, m_right})
        label->setWordWrap(false);
    m_counts->setObjectName(u"statusCounts"_s);
    m_where->setObjectName(u"statusWhere"_s);
    m_hint->setObjectName(u"statusHint"_s);
    m_right->setObjectName(u"statusRight"_s);
    m_progress->setObjectName(u"progress"_s);
    m_progress->setTextVisible(false);
    m_progress->setFixedWidth(140);
    m_progress->setAccessibleName(tr("Progress"));
    m_progress->hide();
    m_cancel->setObjectName(u"cancelWork"_s);
    m_cancel->setToolTip(tr("Stops the work; what is done stays"));
    m_continue->setObjectName(u"continueWork"_s);
    m_continue->setToolTip(tr("Goes on where the work was cancelled"));
    for (QPushButton *button : {m_cancel, m_continue}) {
        button->setAccessibleDescription(button->toolTip());
        button->hide();
    }
    connect(m_cancel, &QPushButton::clicked, this, &StatusBar::cancelRequested);
    connect(m_continue, &QPushButton::clicked, this, &StatusBar::continueRequested);
    setContentsMargins(12, 2, 12, 2);
    addWidget(m_counts);
    addWidget(m_where);
    addWidget(m_hint, 1);
    addPermanentWidget(m_progress);
    addPermanentWidget(m_cancel);
    addPermanentWidget(m_continue);
    addPermanentWidget(m_right);
    setSizeGripEnabled(false);
    refresh();
}

void StatusBar::refresh()
{
    const int texts = static_cast<int>(m_document.corpus().size());
    QString counts = counted(texts, tr("%n text"), tr("%n texts"));
    if (const ExplorationPtr exploration = m_document.exploration(); exploration && exploration->size() > 0)
        counts +=
            u" · "_s + counted(static_cast<int>(exploration->vectors.cols()), tr("%n dimension"), tr("%n dimensions"));
    m_counts->setText(counts);

    const auto embedder = m_document.embedder();
    const QString host = embedder ? QString::fromStdString(embedder->host()) : QString();
    m_where->setText(u"● "_s + (host.isEmpty() ? tr("Stays on this computer") : tr("Sent to %1").arg(host)));
    QPalette green = palette();
    const QColor colour = lookOf(themeOf(green)).good;
    if (host.isEmpty() && m_where->palette().color(QPalette::WindowText) != colour) {
        green.setColor(QPalette::WindowText, colour);
        m_where->setPalette(green);
    }

    QStringList right;
    if (const auto selected = static_cast<qsizetype>(m_document.view().selection.size()); selected > 0)
        right += counted(selected, tr("%n selected"), tr("%n selected"));
    if (!m_firstPicture.isEmpty())
        right += m_firstPicture;
    m_right->setText(right.join(u" · "_s));
}

void StatusBar::showHint(const QString &text)
{
    m_hint->setFullText(text);
    m_hintEnd.start();
}

void StatusBar::startWork(const QString &what)
{
    m_workClock.start();
    m_progress->setRange(0, 0);
    m_progress->setAccessibleDescription(what);
    m_progress->setToolTip(what);
}

void StatusBar::showProgress(qulonglong done, qulonglong total)
{
    if (!m_workClock.isValid() || m_workClock.elapsed() < kProgressAfterMilliseconds || total == 0)
        return;
    constexpr int kSteps = 1000;
    m_progress->setRange(0, kSteps);
    m_progress->setValue(std::max(m_progress->value(), static_cast<int>(done * kSteps / total)));
    m_progress->show();
    m_cancel->show();
    m_hintEnd.stop();
    m_hint->setFullText(tr("%1 of %2").arg(done).arg(total));
}

void StatusBar::endWork()
{
    if (m_cancel->hasFocus()) // what hides gives its focus to the next, which nobody asked for
        Q_EMIT focusLeft();
    m_progress->hide();
    m_progress->reset();
    m_cancel->hide();
}

void StatusBar::offerToContinue(bool on)
{
    if (!on && m_continue->hasFocus())
        Q_EMIT focusLeft();
    m_continue->setVisible(on);
}

void StatusBar::setFirstPicture(const QString &text)
{
    m_firstPicture = text;
    refresh();
}

} // namespace embedscope
