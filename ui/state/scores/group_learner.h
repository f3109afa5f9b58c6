#pragma once

#include "core/analyse/learn/ridge.h"
#include "core/explore/scores/classify_groups.h"
#include "ui/state/scores/score_task.h"

#include <QString>

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace embedscope {

/// What can be learned: the group column, or a column of numbers.
struct LearnTarget
{
    enum class Kind { Groups, Numbers };
    Kind kind = Kind::Groups;
    std::string column = {};
    bool operator==(const LearnTarget &) const = default;
};

/// A group and how sure it is.
struct GroupGuess
{
    std::size_t group = 0;
    double probability = 0;
};

/// What was learned of the groups, and what it makes of the rows without one.
struct LearnedGroups
{
    GroupClassifier classifier = {};
    std::vector<std::size_t> others = {}; ///< rows without a group
    std::vector<GroupGuess> guesses = {}; ///< of them
};

/// What was learned of a column of numbers.
struct LearnedNumbers
{
    std::vector<std::size_t> rows = {};  ///< those with a number
    std::vector<double> values = {};     ///< of them
    RidgeResult result = {};             ///< of them, in their order
    std::vector<std::size_t> worst = {}; ///< positions in `rows`, what was predicted worst first
    std::vector<std::size_t> others = {};
    std::vector<double> guesses = {}; ///< of the others
};

/// Learns from the texts that have a group or a number, tells how well that goes on texts it has not seen, and guesses
/// those of the others and of what is typed. Begins only when asked: learning may take its time.
class GroupLearner : public ScoreTask
{
    Q_OBJECT
public:
    explicit GroupLearner(Document &document, QObject *parent = nullptr);
    ~GroupLearner() override;

    /// What these texts allow, the groups first; empty where there is nothing to learn from.
    std::vector<LearnTarget> targets() const;
    /// Forgets what was learned of another.
    void setTarget(const LearnTarget &target);
    const std::optional<LearnTarget> &target() const { return m_target; }
    void learn() { run(); }

    /// Null unless that was learned.
    const LearnedGroups *groups() const { return std::get_if<LearnedGroups>(&m_learned); }
    const LearnedNumbers *numbers() const { return std::get_if<LearnedNumbers>(&m_learned); }
    /// How well it does, in sentences.
    QString summary() const;

    /// Guesses the group or number of a text that is none of the document's; tried() follows.
    void tryText(const QString &text);
    /// What came of it, in a sentence: the likeliest groups, or the number; or why there is none.
    QString triedText() const { return m_triedText; }

Q_SIGNALS:
    void tried();

protected:
    bool isAsked() const override { return m_target.has_value(); }
    bool follows() const override { return false; }
    void begin(const ScoreInput &input) override;
    void clear() override;

private:
    using Learned = std::variant<std::monostate, LearnedGroups, LearnedNumbers>;
    static Result<Learned> learnGroups(const ScoreInput &input, const RunControl &control);
    static Result<Learned> learnNumbers(const ScoreInput &input, const std::string &column, const RunControl &control);
    static Result<QString> guess(const Learned &learned, const ScoreInput &input, const std::string &text,
                                 const RunControl &control);
    QString groupsSummary(const LearnedGroups &learned) const;
    QString numbersSummary(const LearnedNumbers &learned) const;

    std::optional<LearnTarget> m_target;
    Learned m_learned;
    std::unique_ptr<BackgroundTask> m_trial;
    QString m_triedText;
};

/// A number of a column as people write it: at most four digits that count, and no exponent where it can be helped.
QString columnNumber(double value);
/// "93.4%".
QString percentText(double share);

} // namespace embedscope
