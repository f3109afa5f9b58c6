#include "core/explore/growing_map.h"

#include "core/explore/projection_options.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace embedscope {

namespace {

/// The matrix whose row i is text i's vector, bit for bit, if there is one: made by VectorRoom.
std::shared_ptr<const Matrix> commonMatrix(const std::vector<std::shared_ptr<const StoredVector>> &stored)
{
    const std::shared_ptr<const Matrix> common = stored.empty() ? nullptr : stored.front()->values.matrix();
    if (!common || static_cast<std::size_t>(common->rows()) != stored.size())
        return nullptr;
    for (std::size_t i = 0; i < stored.size(); ++i) {
        const SharedRow &values = stored[i]->values;
        if (values.matrix() != common)
            return nullptr;
        if (values.row() != i && // of an equal text
            std::memcmp(values.data(), MatrixView(*common).row(i).data(), values.size() * sizeof(float)) != 0)
            return nullptr;
    }
    return common;
}

} // namespace

Exploration gatherRows(const ExploreInput &input, const VectorStore &store)
{
    Exploration exploration;
    exploration.recipe = input.recipe;
    exploration.modelName = input.embedder ? input.embedder->name() : store.modelName();
    exploration.identity = input.embedder ? input.embedder->identity() : store.identity();
    exploration.columnNames = input.corpus.columnNames;
    for (std::size_t i = 0; i < input.corpus.size(); ++i) {
        VectorEntry entry = store.entry(input.corpus.texts[i]);
        if (entry.state != VectorState::Ready)
            continue;
        exploration.rows.push_back(input.corpus.texts[i]);
        exploration.corpusIndex.push_back(i);
        exploration.stored.push_back(std::move(entry.vector));
    }
    if (auto common = commonMatrix(exploration.stored)) {
        exploration.vectors = std::move(common);
        return exploration;
    }
    Matrix vectors(static_cast<Eigen::Index>(exploration.rows.size()),
                   static_cast<Eigen::Index>(exploration.rows.empty() ? 0 : store.dimensions()));
    for (std::size_t row = 0; row < exploration.rows.size(); ++row) {
        std::copy(exploration.stored[row]->values.begin(), exploration.stored[row]->values.end(),
                  vectors.row(static_cast<Eigen::Index>(row)).data());
    }
    exploration.vectors = std::move(vectors);
    return exploration;
}

GrowingMap::GrowingMap(const ExploreInput &input, std::size_t known, std::function<void(FormingMapPtr)> show)
    : m_input(input), m_show(std::move(show)), m_ready(known), m_next(std::max(2 * known, kLeast))
{
}

void GrowingMap::added(std::size_t texts, const VectorStore &store, const RunControl &control)
{
    m_ready += texts;
    if (!m_show || m_ready < m_next || m_ready > kMost || std::chrono::steady_clock::now() - m_begin < kFirstAfter)
        return;
    m_next = m_ready + m_ready / 2;
    auto exploration = std::make_shared<const Exploration>(gatherRows(m_input, store));
    PcaRecipe recipe;
    if (const auto *wanted = std::get_if<PcaRecipe>(&m_input.recipe.projection))
        recipe = *wanted;
    ThreadPool alone(1); // this may be a thread of the pool
    Result<RecipePca> pca = projectPca(exploration->vectors, recipe, {control.stop, {}}, alone);
    if (!pca)
        return; // a first look is no reason to stop
    auto map = std::make_shared<FormingMap>();
    map->projection = recipe;
    map->coordinates = std::move(pca->coordinates);
    map->textsInAll = m_input.corpus.size();
    map->exploration = std::move(exploration);
    m_show(std::move(map));
}

} // namespace embedscope
