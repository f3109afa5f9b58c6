#include "core/explore/map/growing_map.h"

#include "core/explore/map/projection_options.h"

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

/// All of them are one list with the corpus's.
Texts textsAt(const Texts &texts, const std::vector<std::size_t> &places)
{
    if (places.size() == texts.size())
        return texts;
    std::vector<Text> some;
    some.reserve(places.size());
    for (const std::size_t place : places)
        some.push_back(texts[place]);
    return some;
}

} // namespace

Exploration gatherRows(const ExploreInput &input, std::vector<std::shared_ptr<const StoredVector>> vectors)
{
    Exploration exploration;
    exploration.recipe = input.recipe;
    exploration.modelName = input.embedder ? input.embedder->name() : input.store.modelName();
    exploration.identity = input.embedder ? input.embedder->identity() : input.store.identity();
    exploration.columnNames = input.corpus.columnNames;
    for (std::size_t i = 0; i < vectors.size(); ++i)
        if (vectors[i])
            exploration.corpusIndex.push_back(i);
    exploration.rows = textsAt(input.corpus.texts, exploration.corpusIndex);
    std::erase(vectors, nullptr);
    exploration.stored = std::move(vectors);
    if (auto common = commonMatrix(exploration.stored)) {
        exploration.vectors = std::move(common);
        return exploration;
    }
    const std::size_t dimensions = exploration.stored.empty() ? 0 : exploration.stored.front()->values.size();
    Matrix copied(static_cast<Eigen::Index>(exploration.size()), static_cast<Eigen::Index>(dimensions));
    for (std::size_t row = 0; row < exploration.size(); ++row) {
        std::copy(exploration.stored[row]->values.begin(), exploration.stored[row]->values.end(),
                  copied.row(static_cast<Eigen::Index>(row)).data());
    }
    exploration.vectors = std::move(copied);
    return exploration;
}

GrowingMap::GrowingMap(const ExploreInput &input, std::size_t known, std::function<void(FormingMapPtr)> show)
    : m_input(input), m_show(std::move(show)), m_ready(known), m_next(std::max(2 * known, kLeast))
{
}

void GrowingMap::added(std::size_t texts, const std::vector<std::shared_ptr<const StoredVector>> &vectors,
                       const RunControl &control)
{
    m_ready += texts;
    if (!m_show || m_ready < m_next || m_ready > kMost || std::chrono::steady_clock::now() - m_begin < kFirstAfter)
        return;
    m_next = m_ready + m_ready / 2;
    auto exploration = std::make_shared<const Exploration>(gatherRows(m_input, vectors));
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
