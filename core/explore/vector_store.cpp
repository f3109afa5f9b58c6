#include "core/explore/vector_store.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace embedscope {

VectorStore::VectorStore(std::string identity, std::string modelName, std::size_t dimensions)
    : m_identity(std::move(identity)), m_modelName(std::move(modelName)), m_dimensions(dimensions)
{
}

VectorEntry VectorStore::entry(const Text &text, bool embedderOpen) const
{
    if (const auto own = m_byId.find(text.id); own != m_byId.end() && own->second.text == text.text)
        return {VectorState::Ready, own->second.vector, {}};
    if (const auto found = m_byContent.find(text.text); found != m_byContent.end())
        return {VectorState::Ready, found->second, {}};
    if (isBlank(text.text))
        return {VectorState::Empty, {}, {}};
    if (const auto failure = m_failures.find(text.text); failure != m_failures.end())
        return {VectorState::Failed, {}, failure->second};
    return {embedderOpen ? VectorState::Pending : VectorState::NoModel, {}, {}};
}

Status VectorStore::accept(const StoredVector &vector)
{
    if (vector.values.empty() || (m_dimensions != 0 && vector.values.size() != m_dimensions)) {
        return makeError(Errc::DimensionMismatch, std::to_string(vector.values.size()) + " numbers where " +
                                                      std::to_string(m_dimensions) + " were expected");
    }
    if (!std::all_of(vector.values.begin(), vector.values.end(), [](float v) { return std::isfinite(v); }))
        return makeError(Errc::NotFinite);
    m_dimensions = vector.values.size();
    return {};
}

Status VectorStore::put(const Text &text, std::shared_ptr<const StoredVector> vector)
{
    if (Status status = accept(*vector); !status)
        return status;
    m_failures.erase(text.text);
    m_byContent.insert_or_assign(text.text, std::move(vector));
    return {};
}

Status VectorStore::putImported(const Text &text, std::shared_ptr<const StoredVector> vector)
{
    if (Status status = putOwn(text, std::move(vector)); !status)
        return status;
    m_imported = true;
    return {};
}
Status VectorStore::putOwn(const Text &text, std::shared_ptr<const StoredVector> vector)
{
    if (Status status = accept(*vector); !status)
        return status;
    m_byId.insert_or_assign(text.id, Own{text.text, std::move(vector)});
    return {};
}

void VectorStore::fail(const Text &text, Error error)
{
    m_failures.insert_or_assign(text.text, std::move(error));
}

void VectorStore::clearFailures()
{
    m_failures.clear();
}

} // namespace embedscope
