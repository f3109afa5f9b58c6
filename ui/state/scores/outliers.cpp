#include "ui/state/scores/outliers.h"

#include "core/analyse/learn/groups.h"

#include <algorithm>

namespace embedscope {

Outliers::Outliers(Document &document, QObject *parent) : ScoreTask(document, parent) {}

void Outliers::begin(const ScoreInput &input)
{
    launch(input, m_found, [](const ScoreInput &with, const RunControl &control) -> Result<Found> {
        Result<std::vector<std::optional<double>>> similarity = similarityToOthers(with.exploration->vectors, control);
        if (!similarity)
            return std::move(similarity).error();
        Found found;
        found.similarity = std::move(*similarity);
        double sum = 0;
        for (std::size_t row = 0; row < found.similarity.size(); ++row)
            if (found.similarity[row]) {
                found.order.push_back(row);
                sum += *found.similarity[row];
            }
        std::stable_sort(found.order.begin(), found.order.end(),
                         [&](std::size_t a, std::size_t b) { return *found.similarity[a] < *found.similarity[b]; });
        found.mean = found.order.empty() ? 0 : sum / static_cast<double>(found.order.size());
        return found;
    });
}

} // namespace embedscope
