#include "ui/widgets/bars/status_bar.h"
#include "ui/state/count_text.h"

#include "ui/state/service/service_sentences.h"
#include "ui/widgets/look/elided_label.h"
#include "ui/widgets/look/look.h"

#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>

#include <algorithm>
#include <cmath>
#include <utility>

using namespace Qt::StringLiterals;

namespace embedscope {

namespace {

constexpr int kHintMilliseconds = 6000;
constexpr int kProgressAfterMilliseconds = 400; ///< shorter work needs no bar

} // namespace

QString progressText(qulonglong done, qulonglong total, std::optional<double> perSecond,
                     std::optional<double> secondsLeft)
{
    const QLocale locale;
    QStringList parts{StatusBar::tr("%1 of %2").arg(locale.toString(done), locale.toString(total))};
    if (perSecond)
        parts += StatusBar::tr("%1 texts/s").arg(locale.toString(*perSecond, 'f', *perSecond < 10 ? 1 : 0));
    if (secondsLeft) {
        const auto seconds = static_cast<qlonglong>(std::ceil(*secondsLeft));
        if (seconds < 100)
            parts += StatusBar::tr("%1 s left").arg(seconds);
        else if (seconds < 6000)
            parts += StatusBar::tr("%1 min left").arg((seconds + 59) / 60);
        else
            parts += StatusBar::tr("%1 h left").arg((seconds + 3599) / 3600);
    }
    return parts.join(u" · "_s);
}

QString formingText(const FormingMap &map)
{
    if (map.isFirstLook())
        return StatusBar::tr("A first look, by PCA: %1 of %2 texts")
            .arg(countText(map.exploration->size()), countText(map.textsInAll));
    return StatusBar::tr("Forming the map: epoch %1 of %2").arg(map.epoch).arg(map.epochs);
}

StatusBar::StatusBar(Document &document, QWidget *parent)
    : QStatusBar(parent),
      m_document(document),
      m_counts(makeLabel({}, LabelKind::Secondary)),
      m_where(makeLabel({}, LabelKind::Body)),
      m_hint(new ElidedLabel),
      m_right(new ElidedLabel),
      m_progress(new QProgressBar),
      m_cancel(new QPushButton(tr("Cancel"))),
      m_continue(new QPushButton(tr("Continue"))),
      m_send(new QPushButton)
{
    m_hint->setForegroundRole(QPalette::PlaceholderText);
    m_hintEnd.setSingleShot(true);
    m_hintEnd.setInterval(kHintMilliseconds);
    m_longWork.setSingleShot(true);
    m_longWork.setInterval(kProgressAfterMilliseconds);
    connect(&m_longWork, &QTimer::timeout, this, [this] {
        m_progress->show();
        m_cancel->show();
    });
    connect(&m_hintEnd, &QTimer::timeout, this, [this] { m_hint->setFullText({}); });
    m_right->setForegroundRole(QPalette::PlaceholderText);
    m_right->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    for (QLabel *label : {m_counts, m_where})
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
    m_send->setObjectName(u"sendTexts"_s);
    m_send->setToolTip(tr("Asks again whether texts may be sent to the service"));
    for (QPushButton *button : {m_cancel, m_continue, m_send}) {
        button->setAccessibleDescription(button->toolTip());
        button->hide();
    }
    connect(m_cancel, &QPushButton::clicked, this, &StatusBar::cancelRequested);
    connect(m_continue, &QPushButton::clicked, this, &StatusBar::continueRequested);
    connect(m_send, &QPushButton::clicked, this, &StatusBar::sendRequested);
    setContentsMargins(12, 2, 12, 2);
    addWidget(m_counts);
    addWidget(m_where);
    addWidget(m_hint, 1);
    addPermanentWidget(m_progress);
    addPermanentWidget(m_cancel);
    addPermanentWidget(m_continue);
    addPermanentWidget(m_send);
    addPermanentWidget(m_right);
    setSizeGripEnabled(false);
    connect(&document, &Document::sentChanged, this, &StatusBar::refresh);
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

    refreshWhere();
    QStringList right;
    if (const auto selected = static_cast<qsizetype>(m_document.view().selection.size()); selected > 0)
        right += counted(selected, tr("%n selected"), tr("%n selected"));
    if (!m_firstPicture.isEmpty())
        right += m_firstPicture;
    m_right->setFullText(right.join(u" · "_s));
}

/// Where texts go, or went: of a document that was sent in part, that is said for as long as it is open.
void StatusBar::refreshWhere()
{
    QStringList hosts;
    QStringList used;
    for (const Document::Sent &sent : m_document.sent()) {
        if (!m_prices) {
            const Result<PriceList> prices = loadPrices();
            m_prices = prices ? *prices : PriceList{};
        }
        if (const QString host = QString::fromStdString(sent.host); !hosts.contains(host))
            hosts += host;
        used += sent.what == Document::Sent::For::Names
                    ? namedText(sent.usage, sent.host)
                    : spentText(sent.usage, sent.host, m_prices->dollarsPerMillion(sent.host, sent.model));
    }
    const auto embedder = m_document.embedder();
    const QString chosen = embedder ? QString::fromStdString(embedder->host()) : QString();
    if (hosts.isEmpty() && !chosen.isEmpty()) {
        hosts += chosen;
        used += tr("Nothing of this document was sent yet.");
    }
    if (hosts.isEmpty())
        used += tr("Texts are turned into numbers on this computer and go nowhere.");
    m_where->setText(u"● "_s +
                     (hosts.isEmpty() ? tr("Stays on this computer") : tr("Sent to %1").arg(hosts.join(u", "_s))));
    m_where->setToolTip(plainToolTip(used.join(u'\n')));
    m_where->setAccessibleDescription(used.join(u' '));
    QPalette ink = palette();
    if (hosts.isEmpty())
        ink.setColor(QPalette::WindowText, lookOf(themeOf(ink)).good);
    if (m_where->palette().color(QPalette::WindowText) != ink.color(QPalette::WindowText))
        m_where->setPalette(ink);
}

void StatusBar::showHint(const QString &text)
{
    m_hint->setFullText(text);
    m_hintEnd.start();
}

void StatusBar::startWork(const QString &what)
{
    m_workClock.start();
    m_longWork.start();
    m_rate.clear();
    showWait({});
    m_progress->setRange(0, 0);
    m_progress->setAccessibleDescription(what);
    m_progress->setToolTip(what);
}

void StatusBar::showBar(qulonglong done, qulonglong total)
{
    constexpr int kSteps = 1000;
    m_progress->setRange(0, kSteps);
    m_progress->setValue(std::max(m_progress->value(), static_cast<int>(done * kSteps / total)));
    m_progress->show();
    m_cancel->show();
    m_hintEnd.stop();
}

void StatusBar::showProgress(qulonglong done, qulonglong total)
{
    if (!m_workClock.isValid() || m_workClock.elapsed() < kProgressAfterMilliseconds || total == 0)
        return;
    showBar(done, total);
    m_hint->setFullText(progressText(done, total, {}, {}));
}

void StatusBar::showTexts(qulonglong done, qulonglong total)
{
    if (!m_workClock.isValid() || total == 0)
        return;
    m_rate.add(static_cast<double>(m_workClock.elapsed()) / 1000, static_cast<std::size_t>(done));
    if (m_workClock.elapsed() < kProgressAfterMilliseconds)
        return;
    showBar(done, total);
    if (!m_waits)
        m_hint->setFullText(
            progressText(done, total, m_rate.perSecond(), m_rate.secondsLeft(static_cast<std::size_t>(total))));
}

void StatusBar::showForming(const FormingMap &map)
{
    // At a first look the texts still count.
    if (!m_workClock.isValid() || m_workClock.elapsed() < kProgressAfterMilliseconds || map.isFirstLook())
        return;
    m_progress->setRange(0, map.epochs); // from the start again: the texts' bar was full
    m_progress->setValue(map.epoch);
    m_progress->show();
    m_cancel->show();
    m_hintEnd.stop();
    m_hint->setFullText(formingText(map));
}

void StatusBar::showWait(const QString &words)
{
    const bool waited = std::exchange(m_waits, !words.isEmpty());
    if (!m_waits && !waited)
        return;
    m_hintEnd.stop();
    m_hint->setFullText(words.isEmpty() ? words : words.left(1).toUpper() + words.mid(1));
    if (m_waits)
        m_cancel->show();
}

void StatusBar::endWork()
{
    m_longWork.stop();
    m_progress->hide();
    m_progress->reset();
    m_cancel->hide();
    showWait({});
}

void StatusBar::offerToContinue(bool on)
{
    m_continue->setVisible(on);
}

void StatusBar::offerToSend(qsizetype texts)
{
    m_send->setText(counted(texts, tr("Send %n text…"), tr("Send %n texts…")));
    m_send->setVisible(texts > 0);
}

void StatusBar::setFirstPicture(const QString &text)
{
    m_firstPicture = text;
    refresh();
}

} // namespace embedscope
