#include "core/embed/embedder.h"

#include <algorithm>
#include <new>

namespace embedscope {

Result<TokenList> Embedder::tokens(std::string_view) const
{
    return makeError(Errc::InvalidArgument, name() + " does not cut texts into tokens");
}

Result<Matrix> Embedder::tokenVectors(std::string_view, std::size_t) const
{
    return makeError(Errc::InvalidArgument, name() + " has no vectors of tokens");
}

Result<Matrix> embedAll(const Embedder &embedder, std::span<const std::string_view> texts, Role role,
                        const RunControl &control)
{
    try {
        Matrix vectors;
        Error firstFault;
        std::size_t firstFailed = texts.size();
        // Some services do not say their dimensions before the first vector.
        const auto room = [&](std::size_t dimensions) {
            vectors.resize(static_cast<Eigen::Index>(texts.size()), static_cast<Eigen::Index>(dimensions));
        };
        room(embedder.dimensions());
        const auto done = embedder.embed(
            texts, role,
            [&](const EmbeddedRow &row) {
                if (row.vector) {
                    if (vectors.cols() == 0)
                        room(row.vector->size());
                    std::copy(row.vector->begin(), row.vector->end(),
                              vectors.row(static_cast<Eigen::Index>(row.index)).data());
                } else if (row.index < firstFailed) {
                    firstFailed = row.index;
                    firstFault = row.vector.error();
                }
            },
            control);
        if (!done)
            return done.error();
        if (firstFailed < texts.size())
            return firstFault;
        return vectors;
    } catch (const std::bad_alloc &) {
        return makeError(Errc::OutOfMemory);
    }
}

} // namespace embedscope
