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
        Matrix vectors(static_cast<Eigen::Index>(texts.size()), static_cast<Eigen::Index>(embedder.dimensions()));
        Error firstFault;
        std::size_t firstFailed = texts.size();
        const auto done = embedder.embed(
            texts, role,
            [&](const EmbeddedRow &row) {
                if (row.vector) {
                    std::copy(row.vector->begin(), row.vector->end(),
                              vectors.data() + row.index * embedder.dimensions());
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
