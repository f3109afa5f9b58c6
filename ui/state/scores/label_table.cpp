#include "ui/state/scores/label_table.h"

#include "core/explore/axes/axis_notation.h"
#include "core/explore/scores/classify_groups.h"
#include "core/io/write_table.h"
#include "ui/state/document/document.h"

#include <algorithm>

namespace embedscope {

namespace {

/// More nobody compares, and a table of all texts with them would be too large.
constexpr std::size_t kMostLabels = 200;

} // namespace

LabelTable::LabelTable(Document &document, QObject *parent) : ScoreTask(document, parent) {}

void LabelTable::setTyped(const QString &typed)
{
    m_typed = typed;
    m_typingProblem.clear();
    std::vector<Label> labels;
    if (!typed.trimmed().isEmpty()) {
        const Result<std::vector<std::string>> phrases = parsePhrases(typed.toStdString());
        if (!phrases)
            m_typingProblem = QString::fromStdString(phrases.error().detail);
        else if (phrases->size() > kMostLabels)
            m_typingProblem = tr("At most %1 labels go into a table.").arg(kMostLabels);
        if (!m_typingProblem.isEmpty()) {
            Q_EMIT changed();
            return;
        }
        labels = labelsOf(*phrases);
    }
    if (labels == m_labels) {
        Q_EMIT changed();
        return;
    }
    m_labels = std::move(labels);
    ask();
}

QString LabelTable::withLabel(const QString &typed, const Label &label)
{
    const QString one = QString::fromStdString(formatPhrases({labelNotation(label)}));
    QString before = typed.trimmed();
    while (before.endsWith(QLatin1Char(',')))
        before = before.chopped(1).trimmed();
    return before.isEmpty() ? one : before + QLatin1String(", ") + one;
}

QStringList LabelTable::groups() const
{
    QStringList names;
    for (const std::string &name : groupNames(document().corpus().texts))
        names += QString::fromStdString(name);
    return names;
}

QStringList LabelTable::missingGroups() const
{
    QStringList missing;
    for (std::size_t i = 0; i < m_scores.labels.size(); ++i)
        if (m_scores.members[i] == std::optional<std::size_t>(0))
            missing += QString::fromStdString(m_scores.labels[i].name);
    return missing;
}

void LabelTable::begin(const ScoreInput &input)
{
    launch(input, m_scores,
           [labels = m_labels](const ScoreInput &with, const RunControl &control) -> Result<LabelScores> {
               const Result<VectorStore> words = with.vectorsOf(labelWords(labels), control);
               if (!words)
                   return words.error();
               return scoreLabels(*with.exploration, labels, *words, control);
           });
}

std::string LabelTable::csv(const std::vector<std::size_t> &order) const
{
    TableWriter writer;
    std::vector<std::string> header{"text"};
    for (const Label &label : m_scores.labels)
        header.push_back(labelNotation(label));
    header.emplace_back("most similar");
    writer.header(header);
    const std::size_t rows = order.empty() ? m_scores.scores.rows : order.size();
    for (std::size_t i = 0; i < rows; ++i) {
        const std::size_t row = order.empty() ? i : order[i];
        writer.cell(exploration()->rows[row].text);
        for (std::size_t label = 0; label < m_scores.labels.size(); ++label) {
            const std::optional<double> score = m_scores.scores.of(row, label);
            if (score)
                writer.cell(*score);
            else
                writer.cell(std::string_view());
        }
        const std::size_t nearest = m_scores.scores.nearest(row);
        writer.cell(nearest == kNoGroup ? std::string() : labelNotation(m_scores.labels[nearest]));
        writer.endRow();
    }
    return writer.take();
}

} // namespace embedscope
