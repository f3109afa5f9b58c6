#include "ui/widgets/import_bar.h"

#include "ui/widgets/look.h"

#include <QComboBox>
#include <QEvent>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace embedscope {

ImportBar::ImportBar(QWidget *parent)
    : QWidget(parent),
      m_summary(makeLabel({}, LabelKind::Secondary)),
      m_text(new QComboBox),
      m_group(new QComboBox),
      m_delimiter(new QComboBox),
      m_header(new QComboBox),
      m_reload(new QPushButton(tr("&Read again"))),
      m_close(new QToolButton)
{
    setObjectName(u"importBar"_s);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 6, 8, 6);
    column->setSpacing(4);
    auto *top = new QHBoxLayout;
    top->addWidget(m_summary, 1);
    top->addWidget(m_close);
    column->addLayout(top);
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    const auto add = [row](const QString &caption, QComboBox *box) {
        QLabel *label = makeLabel(caption, LabelKind::Secondary);
        label->setWordWrap(false);
        label->setBuddy(box);
        box->setAccessibleName(caption);
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(7);
        row->addWidget(label);
        row->addWidget(box);
    };
    add(tr("Text"), m_text);
    add(tr("Group"), m_group);
    add(tr("Delimiter"), m_delimiter);
    add(tr("First row"), m_header);
    m_delimiter->addItem(tr("comma"), QChar(u','));
    m_delimiter->addItem(tr("semicolon"), QChar(u';'));
    m_delimiter->addItem(tr("tab"), QChar(u'\t'));
    m_delimiter->addItem(tr("bar |"), QChar(u'|'));
    m_header->addItem(tr("names"), true);
    m_header->addItem(tr("a text"), false);
    row->addWidget(m_reload);
    row->addStretch();
    column->addLayout(row);
    m_close->setIcon(icon(u"close"_s, palette().color(QPalette::Text)));
    m_close->setAutoRaise(true);
    m_close->setMinimumSize(26, 26);
    m_close->setFocusPolicy(Qt::StrongFocus);
    m_close->setAccessibleName(tr("Close how the file was read"));
    m_close->setToolTip(m_close->accessibleName());
    connect(m_close, &QToolButton::clicked, this, &QWidget::hide);
    connect(m_reload, &QPushButton::clicked, this, [this] {
        ReadOptions options;
        options.textColumn = std::to_string(m_text->currentIndex() + 1);
        options.groupColumn = m_group->currentIndex() <= 0 ? std::string() : std::to_string(m_group->currentIndex());
        options.delimiter = static_cast<char>(m_delimiter->currentData().toChar().toLatin1());
        options.header = m_header->currentData().toBool();
        Q_EMIT reloadRequested(m_path, options);
    });
    hide();
}

QString ImportBar::summary() const
{
    return m_summary->text();
}

void ImportBar::showReport(const ReadFile &file)
{
    if (!file.corpus) {
        hide();
        return;
    }
    const ReadReport &report = file.corpus->report;
    const bool table = report.format == TextFormat::Csv || report.format == TextFormat::Tsv;
    if (!table || report.allColumns.size() < 2) {
        hide();
        return;
    }
    m_path = file.path;
    m_text->clear();
    m_group->clear();
    m_group->addItem(tr("none"));
    for (const std::string &name : report.allColumns) {
        const QString shown = QString::fromStdString(name).simplified().left(60);
        m_text->addItem(shown);
        m_group->addItem(shown);
    }
    m_text->setCurrentIndex(std::max(0, report.textColumn));
    m_group->setCurrentIndex(report.groupColumn + 1);
    m_delimiter->setCurrentIndex(m_delimiter->findData(QChar::fromLatin1(report.delimiter)));
    m_header->setCurrentIndex(report.header ? 0 : 1);
    m_summary->setText(counted(static_cast<int>(file.corpus->corpus.size()),
                               tr("%1 was read as a table (%2): %n text. Not right? Choose, and read it again."),
                               tr("%1 was read as a table (%2): %n texts. Not right? Choose, and read it again."))
                           .arg(QFileInfo(file.path).fileName(), QString::fromStdString(report.encoding)));
    show();
}

void ImportBar::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange)
        m_close->setIcon(icon(u"close"_s, palette().color(QPalette::Text)));
    QWidget::changeEvent(event);
}

void ImportBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), palette().color(QPalette::AlternateBase));
}

} // namespace embedscope
