#include "ui/widgets/scores/score_status.h"

#include "ui/state/scores/score_task.h"
#include "ui/widgets/look/look.h"

#include <QHBoxLayout>
#include <QProgressBar>
#include <QPushButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace embedscope {

namespace {

constexpr int kPatienceMs = 200;

} // namespace

ScoreStatus::ScoreStatus(ScoreTask &task, const QString &again, QWidget *parent)
    : QWidget(parent),
      m_task(task),
      m_label(makeLabel({})),
      m_progress(new QProgressBar),
      m_cancel(new QPushButton(tr("&Cancel"))),
      m_again(new QPushButton(again))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    m_label->setObjectName(u"scoreMessage"_s);
    m_cancel->setObjectName(u"scoreCancel"_s);
    m_again->setObjectName(u"scoreAgain"_s);
    for (QPushButton *button : {m_cancel, m_again})
        button->setAutoDefault(false);
    m_progress->setTextVisible(false);
    m_progress->setMaximumWidth(220);
    m_progress->setAccessibleName(tr("Progress"));
    row->addWidget(m_label, 1);
    row->addWidget(m_progress);
    row->addWidget(m_cancel);
    row->addWidget(m_again);
    m_patience.setSingleShot(true);
    m_patience.setInterval(kPatienceMs);
    connect(&m_patience, &QTimer::timeout, this, &ScoreStatus::refresh);
    connect(m_cancel, &QPushButton::clicked, &task, &ScoreTask::cancel);
    connect(m_again, &QPushButton::clicked, &task, &ScoreTask::run);
    connect(&task, &ScoreTask::changed, this, &ScoreStatus::refresh);
    connect(&task, &ScoreTask::progress, this, [this](qulonglong done, qulonglong total) {
        m_progress->setMaximum(1000);
        m_progress->setValue(total == 0 ? 0
                                        : static_cast<int>(1000.0 * static_cast<double>(std::min(done, total)) /
                                                           static_cast<double>(total)));
    });
    refresh();
}

void ScoreStatus::setRemark(const QString &remark)
{
    m_remark = remark;
    refresh();
}

QString ScoreStatus::text() const
{
    return m_label->isHidden() ? QString() : m_label->text();
}

void ScoreStatus::refresh()
{
    const bool running = m_task.isRunning();
    if (running && !m_running)
        m_patience.start();
    if (!running) {
        m_patience.stop();
        m_progress->setMaximum(0); // until it is known how much there is to do
    }
    m_running = running;
    const bool slow = running && !m_patience.isActive();
    QString words;
    if (running)
        words = slow ? tr("Working\u2026") : QString();
    else if (!m_task.problem().isEmpty())
        words = m_task.problem();
    else if (m_task.wasCancelled())
        words = tr("Cancelled.");
    else if (m_task.isOutOfDate())
        words = tr("These are of the texts as they were before a change.");
    else
        words = m_remark;
    m_label->setText(words);
    m_label->setAccessibleName(words);
    m_label->setVisible(!words.isEmpty());
    m_progress->setVisible(slow);
    m_cancel->setVisible(slow);
    m_again->setVisible(!running && !m_again->text().isEmpty() &&
                        (m_task.wasCancelled() || m_task.isOutOfDate() || !m_task.problem().isEmpty()));
}

} // namespace embedscope
