#include "ui/state/scores/group_learner.h"

#include "core/analyse/unit_rows.h"
#include "core/base/utf8.h"
#include "core/embed/embedder.h"
#include "core/explore/axes/axes.h"
#include "core/scene/shade.h"
#include "ui/state/count_text.h"
#include "ui/state/document/document.h"
#include "ui/state/error_text.h"

#include <QLocale>
#include <QStringList>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace embedscope {

namespace {

constexpr std::size_t kShownGuesses = 3;

/// Some rows as unit vectors, and the same of the others.
Matrix unitRowsOf(MatrixView vectors, const std::vector<std::size_t> &rows)
{
    const UnitRows unit(vectors);
    Matrix some(static_cast<Eigen::Index>(rows.size()), static_cast<Eigen::Index>(vectors.cols));
    for (std::size_t i = 0; i < rows.size(); ++i)
        unit.copy(rows[i], some.row(static_cast<Eigen::Index>(i)).data());
    return some;
}

GroupGuess surest(const MatrixD &probabilities, Eigen::Index row)
{
    Eigen::Index best = 0;
    const double probability = probabilities.row(row).maxCoeff(&best);
    return {static_cast<std::size_t>(best), probability};
}

/// The vectors of the groups' names, if words may be embedded; to learn goes without.
std::optional<Matrix> nameVectors(const ScoreInput &input, const RunControl &control)
{
    const std::vector<std::string> groups = groupNames(input.exploration->rows);
    if (!input.embedder || groups.size() > kMostGroups)
        return std::nullopt;
    std::vector<std::string> words;
    for (const std::string &group : groups)
        words.push_back(groupWords(group));
    const Result<VectorStore> vectors = input.vectorsOf(words, control);
    if (!vectors)
        return std::nullopt;
    const Result<Matrix> rows = vectorsOfPhrases(words, *input.exploration, *vectors);
    return rows ? std::optional(*rows) : std::nullopt;
}

} // namespace

QString columnNumber(double value)
{
    QString text = QLocale::c().toString(value, 'g', std::abs(value) >= 10000 && std::abs(value) < 1e9 ? 9 : 4);
    return text.replace(QLatin1Char('-'), QChar(0x2212));
}

QString percentText(double share)
{
    return QString::number(share * 100, 'f', 1) + QLatin1Char('%');
}

GroupLearner::GroupLearner(Document &document, QObject *parent)
    : ScoreTask(document, parent), m_trial(std::make_unique<BackgroundTask>())
{
}

GroupLearner::~GroupLearner()
{
    m_trial.reset();
}

std::vector<LearnTarget> GroupLearner::targets() const
{
    const Corpus &corpus = document().corpus();
    std::vector<LearnTarget> targets;
    if (groupNames(corpus.texts).size() >= 2)
        targets.push_back({LearnTarget::Kind::Groups, corpus.groupName});
    for (const std::size_t column : numericColumns(corpus.texts, corpus.columnNames.size()))
        targets.push_back({LearnTarget::Kind::Numbers, corpus.columnNames[column]});
    return targets;
}

void GroupLearner::setTarget(const LearnTarget &target)
{
    if (m_target == target)
        return;
    m_target = target;
    clear();
    ask();
}

void GroupLearner::clear()
{
    m_learned = {};
    m_triedText.clear();
}

void GroupLearner::begin(const ScoreInput &input)
{
    launch(input, m_learned,
           [target = *m_target](const ScoreInput &with, const RunControl &control) -> Result<Learned> {
               return target.kind == LearnTarget::Kind::Groups ? learnGroups(with, control)
                                                               : learnNumbers(with, target.column, control);
           });
}

Result<GroupLearner::Learned> GroupLearner::learnGroups(const ScoreInput &input, const RunControl &control)
{
    Result<GroupClassifier> classifier = classifyGroups(*input.exploration, nameVectors(input, control), {}, control);
    if (!classifier)
        return std::move(classifier).error();
    LearnedGroups learned;
    learned.classifier = std::move(*classifier);
    std::vector<bool> has(input.exploration->size());
    for (const std::size_t row : learned.classifier.rows)
        has[row] = true;
    for (std::size_t row = 0; row < has.size(); ++row)
        if (!has[row])
            learned.others.push_back(row);
    if (!learned.others.empty()) {
        const Result<MatrixD> probabilities =
            groupProbabilities(learned.classifier, *input.exploration, learned.others, control);
        if (!probabilities)
            return probabilities.error();
        for (Eigen::Index row = 0; row < probabilities->rows(); ++row)
            learned.guesses.push_back(surest(*probabilities, row));
    }
    return Learned(std::move(learned));
}

Result<GroupLearner::Learned> GroupLearner::learnNumbers(const ScoreInput &input, const std::string &column,
                                                         const RunControl &control)
{
    const Exploration &exploration = *input.exploration;
    const auto found = std::find(exploration.columnNames.begin(), exploration.columnNames.end(), column);
    const auto at = static_cast<std::size_t>(found - exploration.columnNames.begin());
    LearnedNumbers learned;
    for (std::size_t row = 0; row < exploration.size(); ++row) {
        const auto &columns = exploration.rows[row].columns;
        const std::optional<double> value = at < columns.size() ? numberOf(columns[at]) : std::nullopt;
        if (value) {
            learned.rows.push_back(row);
            learned.values.push_back(*value);
        } else {
            learned.others.push_back(row);
        }
    }
    Result<RidgeResult> result = regress(unitRowsOf(exploration.vectors, learned.rows), learned.values, {}, control);
    if (!result)
        return std::move(result).error();
    learned.result = std::move(*result);
    const auto off = [&](std::size_t i) { return std::abs(*learned.result.predictions[i] - learned.values[i]); };
    for (std::size_t i = 0; i < learned.rows.size(); ++i)
        if (learned.result.predictions[i])
            learned.worst.push_back(i);
    std::stable_sort(learned.worst.begin(), learned.worst.end(),
                     [&](std::size_t a, std::size_t b) { return off(a) > off(b); });
    const Matrix others = unitRowsOf(exploration.vectors, learned.others);
    for (Eigen::Index row = 0; row < others.rows(); ++row)
        learned.guesses.push_back(
            predictRidge(learned.result.model, {others.row(row).data(), static_cast<std::size_t>(others.cols())}));
    return Learned(std::move(learned));
}

QString GroupLearner::summary() const
{
    if (const LearnedGroups *learned = groups())
        return groupsSummary(*learned);
    if (const LearnedNumbers *learned = numbers())
        return numbersSummary(*learned);
    return {};
}

QString GroupLearner::groupsSummary(const LearnedGroups &learned) const
{
    const GroupClassifier &classifier = learned.classifier;
    const ClassifyResult &result = classifier.result;
    if (!result.accuracy)
        return tr("Learned %1 groups from %2 texts. How well cannot be told: no group has two texts.")
            .arg(countText(classifier.groups.size()), countText(classifier.rows.size()));
    QStringList sentences;
    sentences += tr("Right for %1 of %2 texts that it had not seen (%3 groups, cross-validated in %4 parts).")
                     .arg(percentText(*result.accuracy), countText(result.heldOut), countText(classifier.groups.size()),
                          countText(result.folds.count));
    if (classifier.nearestName)
        sentences +=
            tr("The group whose bare name is most similar is right for %1.").arg(percentText(*classifier.nearestName));
    else
        sentences += tr("Similarity to the groups' bare names is not known: they could not be embedded, or not without "
                        "a question.");
    sentences += tr("Always the largest group: %1.").arg(percentText(result.largestShare.value_or(0)));
    if (!classifier.singles.empty())
        sentences += classifier.singles.size() == 1
                         ? tr("A group of a single text is learned, too, but cannot be tested.")
                         : tr("%1 groups of a single text are learned, too, but cannot be tested.")
                               .arg(countText(classifier.singles.size()));
    return sentences.join(QLatin1Char(' '));
}

QString GroupLearner::numbersSummary(const LearnedNumbers &learned) const
{
    const auto &error = learned.result.error;
    if (!error)
        return tr("Learned from one text: how well cannot be told.");
    QString words = tr("Off by %1 on average for %2 texts that it had not seen (root mean square %3; always saying the "
                       "mean: %4).")
                        .arg(columnNumber(error->meanAbsolute), countText(learned.rows.size()),
                             columnNumber(error->rootMeanSquare), columnNumber(error->ofMean));
    if (error->r2)
        words += QLatin1Char(' ') +
                 tr("R\u00b2 is %1.").arg(QString::number(*error->r2, 'f', 3).replace(QLatin1Char('-'), QChar(0x2212)));
    return words;
}

Result<QString> GroupLearner::guess(const Learned &learned, const ScoreInput &input, const std::string &text,
                                    const RunControl &control)
{
    const Result<VectorStore> vectors = input.vectorsOf({text}, control);
    if (!vectors)
        return vectors.error();
    Result<Matrix> row = vectorsOfPhrases({text}, *input.exploration, *vectors);
    if (!row)
        return std::move(row).error();
    if (const auto *numbers = std::get_if<LearnedNumbers>(&learned)) {
        const Matrix unit = unitRowsOf(*row, {0});
        return columnNumber(predictRidge(numbers->result.model, {unit.data(), static_cast<std::size_t>(unit.cols())}));
    }
    const GroupClassifier &classifier = std::get<LearnedGroups>(learned).classifier;
    Exploration one;
    one.rows.edit().emplace_back().text = text;
    one.vectors = std::move(*row);
    const Result<MatrixD> probabilities = groupProbabilities(classifier, one, {0}, control);
    if (!probabilities)
        return probabilities.error();
    std::vector<std::size_t> order(classifier.groups.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto of = [&](std::size_t group) { return (*probabilities)(0, static_cast<Eigen::Index>(group)); };
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return of(a) > of(b); });
    QStringList words;
    for (std::size_t i = 0; i < std::min(order.size(), kShownGuesses); ++i)
        words += QString::fromStdString(classifier.groups[order[i]]) + QLatin1Char(' ') + percentText(of(order[i]));
    return words.join(QLatin1String(", "));
}

void GroupLearner::tryText(const QString &text)
{
    m_triedText.clear();
    if (m_learned.index() == 0 || text.trimmed().isEmpty()) {
        m_trial->cancel();
        Q_EMIT tried();
        return;
    }
    // By the model that it was learned with.
    ScoreInput input = inputNow();
    if (input.embedder && input.embedder->identity() != exploration()->identity)
        input.embedder.reset();
    input.exploration = exploration();
    auto learned = std::make_shared<const Learned>(m_learned);
    m_trial->start([this, learned, input, typed = repairUtf8(text.toStdString())](const RunControl &control) {
        auto found = std::make_shared<Result<QString>>(guess(*learned, input, typed, control));
        return BackgroundTask::Outcome([this, found] {
            if (!*found && (*found).error().code == Errc::Cancelled)
                return;
            m_triedText = *found ? **found : sentenceOf((*found).error());
            if (*found && numbers() && m_target)
                m_triedText = tr("%1: %2", "column: number").arg(QString::fromStdString(m_target->column), m_triedText);
            Q_EMIT tried();
        });
    });
}

} // namespace embedscope
