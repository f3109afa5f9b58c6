#pragma once

#include "ui/state/scores/score_task.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace embedscope {

/// The texts least like all others.
class Outliers : public ScoreTask
{
    Q_OBJECT
public:
    explicit Outliers(Document &document, QObject *parent = nullptr);

    struct Found
    {
        std::vector<std::optional<double>> similarity = {}; ///< of each row: its mean similarity to all others
        std::vector<std::size_t> order = {};                ///< rows that have one, the least first, ties by row
        double mean = 0;                                    ///< of all
    };
    const Found &found() const { return m_found; }

protected:
    bool isAsked() const override { return true; }
    void begin(const ScoreInput &input) override;
    void clear() override { m_found = {}; }

private:
    Found m_found;
};

} // namespace embedscope
