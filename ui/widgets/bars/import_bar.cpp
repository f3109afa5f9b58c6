#include "ui/widgets/bars/import_bar.h"

#include "ui/widgets/look/look.h"

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
        ignoreWheelUnlessFocused(box);
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(7);
        row->addWidget(label);
        row->addWidget(box);
    };
    add(tr("Text"), m_text);
    add(tr("Group"), m_group);
    add(tr("Delimiter"), m_delimiter);
    add(tr("First row"), m_header);
    m_delimiter->addItem(tr("comma"), int{','});
    m_delimiter->addItem(tr("semicolon"), int{';'});
    m_delimiter->addItem(tr("tab"), int{'\t'});
    m_delimiter->addItem(tr("bar |"), int{'|'});
    m_header->addItem(tr("names"), true);
    m_header->addItem(tr("a text"), false);
    m_text->setObjectName(u"importText"_s);
    m_group->setObjectName(u"importGroup"_s);
    m_delimiter->setObjectName(u"importDelimiter"_s);
    m_header->setObjectName(u"importHeader"_s);
    m_reload->setObjectName(u"importReload"_s);
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
    connect(m_reload, &QPushButton::clicked, this, [this] { Q_EMIT reloadRequested(m_path, chosen()); });
    hide();
}

ReadOptions ImportBar::chosen() const
{
    ReadOptions options = m_options;
    const Choice now = choiceShown();
    if (now.delimiter != m_read.delimiter) {
        options.delimiter = static_cast<char>(now.delimiter);
        // The columns were those of another cut: they are found anew.
        options.textColumn.reset();
        options.groupColumn.reset();
        options.header.reset();
    }
    if (now.header != m_read.header)
        options.header = now.header == 0;
    if (now.text != m_read.text)
        options.textColumn = std::to_string(now.text + 1);
    if (now.group != m_read.group)
        options.groupColumn = now.group == 0 ? std::string() : std::to_string(now.group);
    return options;
}

ImportBar::Choice ImportBar::choiceShown() const
{
    return {m_text->currentIndex(), m_group->currentIndex(), m_delimiter->currentData().toInt(),
            m_header->currentIndex()};
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
    // A single column is worth a question only where somebody has just chosen how to cut.
    if (!table || (report.allColumns.size() < 2 && !file.options.delimiter)) {
        hide();
        return;
    }
    m_path = file.path;
    m_options = file.options;
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
    m_delimiter->setCurrentIndex(m_delimiter->findData(int{report.delimiter}));
    m_header->setCurrentIndex(report.header ? 0 : 1);
    m_read = choiceShown();
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
