#pragma once

#include "core/explore/scores/spectrum.h"
#include "ui/state/scores/score_task.h"

#include <QString>

#include <cstddef>
#include <vector>

namespace embedscope {

/// Each text's place between two groups of examples.
class SpectrumPlaces : public ScoreTask
{
    Q_OBJECT
public:
    explicit SpectrumPlaces(Document &document, QObject *parent = nullptr);

    /// With an end that is empty there is nothing to be worked out.
    void setEnds(const AxisRecipe &ends);
    const AxisRecipe &ends() const { return m_ends; }
    /// Of exploration()'s rows.
    const Spectrum &spectrum() const { return m_spectrum; }
    /// Rows from the low end to the high one, ties by row; those without a place last.
    std::vector<std::size_t> order() const;
    /// How well the examples lie apart, as a sentence.
    QString separation() const;

protected:
    bool isAsked() const override;
    void begin(const ScoreInput &input) override;
    void clear() override { m_spectrum = {}; }

private:
    AxisRecipe m_ends;
    Spectrum m_spectrum;
};

} // namespace embedscope
