#pragma once

#include "core/base/ids.h"
#include "core/explore/exploration.h"

#include <QAbstractListModel>
#include <QString>

#include <cstddef>
#include <optional>
#include <vector>

namespace embedscope {

class GroupLearner;
class Outliers;
class SpectrumPlaces;

/// A text of a list with what is said about it.
struct ScoredText
{
    std::size_t row = 0;              ///< of the exploration
    QString value = {};               ///< "0.412", "93.4%"
    std::optional<double> share = {}; ///< 0 to 1, drawn as a bar
    QString note = {};
    bool operator==(const ScoredText &) const = default;
};

/// Texts of an exploration in an order of somebody else's, each with a value. One reset for each new list.
class ScoredTextModel : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role {
        IdRole = Qt::UserRole + 1, ///< quint64
        ValueRole,                 ///< QString
        ShareRole,                 ///< double; invalid: none
        NoteRole,                  ///< QString; empty: none
    };
    Q_ENUM(Role)

    using QAbstractListModel::QAbstractListModel;
    void show(ExplorationPtr exploration, std::vector<ScoredText> texts);
    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    TextId idAt(const QModelIndex &index) const;
    const std::vector<ScoredText> &texts() const { return m_texts; }

private:
    ExplorationPtr m_exploration;
    std::vector<ScoredText> m_texts;
};

/// Every text from the low end of a spectrum to the high one.
std::vector<ScoredText> textsOf(const SpectrumPlaces &places);
/// Every text, what is least like all others first.
std::vector<ScoredText> textsOf(const Outliers &outliers);
/// What was guessed wrong, the surest first; of numbers, what was furthest off.
std::vector<ScoredText> mistakesOf(const GroupLearner &learner);
/// The texts without a group or number, with what is guessed.
std::vector<ScoredText> guessesOf(const GroupLearner &learner);

} // namespace embedscope
