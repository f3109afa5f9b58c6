#include "ui/models/scored_text_model.h"

#include "ui/models/number_text.h"
#include "ui/state/scores/group_learner.h"
#include "ui/state/scores/outliers.h"
#include "ui/state/scores/spectrum_places.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace embedscope {

namespace {

struct ScoreWords
{
    Q_DECLARE_TR_FUNCTIONS(ScoredTextModel)
};

QString nameOf(const LearnedGroups &learned, std::size_t group)
{
    return QString::fromStdString(learned.classifier.groups[group]);
}

} // namespace

void ScoredTextModel::show(ExplorationPtr exploration, std::vector<ScoredText> texts)
{
    if (!exploration)
        texts.clear();
    if (exploration == m_exploration && texts == m_texts)
        return;
    beginResetModel();
    m_exploration = std::move(exploration);
    m_texts = std::move(texts);
    endResetModel();
}

int ScoredTextModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_texts.size());
}

QVariant ScoredTextModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ScoredText &item = m_texts[static_cast<std::size_t>(index.row())];
    const Text &text = m_exploration->rows[item.row];
    switch (role) {
    case Qt::DisplayRole:
        return QString::fromStdString(text.text);
    case Qt::AccessibleTextRole: {
        const QString words = tr("%1: %2", "text: value").arg(QString::fromStdString(text.text), item.value);
        return item.note.isEmpty() ? words : tr("%1, %2", "text: value, note").arg(words, item.note);
    }
    case IdRole:
        return static_cast<qulonglong>(text.id.value);
    case ValueRole:
        return item.value;
    case ShareRole:
        return item.share ? QVariant(*item.share) : QVariant();
    case NoteRole:
        return item.note;
    default:
        return {};
    }
}

TextId ScoredTextModel::idAt(const QModelIndex &index) const
{
    return index.isValid() ? m_exploration->rows[m_texts[static_cast<std::size_t>(index.row())].row].id : TextId{};
}

std::vector<ScoredText> textsOf(const SpectrumPlaces &places)
{
    std::vector<ScoredText> texts;
    for (const std::size_t row : places.order()) {
        const std::optional<double> place = places.spectrum().places[row];
        texts.push_back({row, similarityText(place), place, {}});
    }
    return texts;
}

std::vector<ScoredText> textsOf(const Outliers &outliers)
{
    std::vector<ScoredText> texts;
    for (const std::size_t row : outliers.found().order) {
        const std::optional<double> similarity = outliers.found().similarity[row];
        texts.push_back({row, similarityText(similarity), similarity, {}});
    }
    return texts;
}

std::vector<ScoredText> mistakesOf(const GroupLearner &learner)
{
    std::vector<ScoredText> texts;
    if (const LearnedGroups *learned = learner.groups()) {
        const GroupClassifier &classifier = learned->classifier;
        for (const std::size_t at : classifier.result.mistakes) {
            const HeldOutGuess &guess = *classifier.result.guesses[at];
            texts.push_back({classifier.rows[at], percentText(guess.probability), guess.probability,
                             ScoreWords::tr("is %1, taken for %2")
                                 .arg(nameOf(*learned, classifier.truth[at]), nameOf(*learned, guess.guess))});
        }
    } else if (const LearnedNumbers *numbers = learner.numbers()) {
        double most = 0;
        for (const std::size_t at : numbers->worst) {
            const double guess = *numbers->result.predictions[at];
            const double off = std::abs(guess - numbers->values[at]);
            most = std::max(most, off);
            texts.push_back(
                {numbers->rows[at], columnNumber(off), most > 0 ? off / most : 0,
                 ScoreWords::tr("is %1, taken for %2").arg(columnNumber(numbers->values[at]), columnNumber(guess))});
        }
    }
    return texts;
}

std::vector<ScoredText> guessesOf(const GroupLearner &learner)
{
    std::vector<ScoredText> texts;
    if (const LearnedGroups *learned = learner.groups()) {
        for (std::size_t i = 0; i < learned->others.size(); ++i)
            texts.push_back({learned->others[i], percentText(learned->guesses[i].probability),
                             learned->guesses[i].probability, nameOf(*learned, learned->guesses[i].group)});
    } else if (const LearnedNumbers *numbers = learner.numbers()) {
        for (std::size_t i = 0; i < numbers->others.size(); ++i)
            texts.push_back({numbers->others[i], columnNumber(numbers->guesses[i]), {}, {}});
    }
    return texts;
}

} // namespace embedscope
