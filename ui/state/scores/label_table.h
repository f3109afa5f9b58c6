#pragma once

#include "core/explore/scores/label_scores.h"
#include "ui/state/scores/score_task.h"

#include <QString>
#include <QStringList>

#include <string>
#include <vector>

namespace embedscope {

/// Texts × labels: how similar each text is to each of the words and groups that somebody typed.
class LabelTable : public ScoreTask
{
    Q_OBJECT
public:
    explicit LabelTable(Document &document, QObject *parent = nullptr);

    /// "sports, fun, group:NAME". What cannot be read changes nothing, and is said by typingProblem().
    void setTyped(const QString &typed);
    QString typed() const { return m_typed; }
    QString typingProblem() const { return m_typingProblem; }
    /// The same with one label more, ready for setTyped().
    static QString withLabel(const QString &typed, const Label &label);
    /// The groups of the texts, in the order in which they first appear.
    QStringList groups() const;

    /// Of exploration()'s rows; no labels before there are any.
    const LabelScores &scores() const { return m_scores; }
    /// Groups among the labels that no text is in.
    QStringList missingGroups() const;
    /// As a table for a spreadsheet: text, one column a label, most similar; rows in this order, all if it is empty.
    std::string csv(const std::vector<std::size_t> &order = {}) const;

protected:
    bool isAsked() const override { return !m_labels.empty(); }
    void begin(const ScoreInput &input) override;
    void clear() override { m_scores = {}; }

private:
    QString m_typed;
    QString m_typingProblem;
    std::vector<Label> m_labels;
    LabelScores m_scores;
};

} // namespace embedscope
