#pragma once

#include "core/base/result.h"
#include "core/base/run_control.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace embedscope {

/// Receives a JSON text's parts in their order. Offsets are bytes from the text's beginning.
class JsonEvents
{
public:
    enum class Container { Array, Object };
    enum class Scalar { Number, True, False, Null };

    virtual ~JsonEvents() = default;
    virtual void begin(Container container, std::size_t offset) = 0;
    /// `offset` is behind the closing bracket.
    virtual void end(Container container, std::size_t offset) = 0;
    /// Between the quotes, escapes not undone: see unescapeJson().
    virtual void key(std::string_view raw) = 0;
    virtual void string(std::string_view raw, std::size_t offset) = 0;
    virtual void scalar(Scalar scalar, std::string_view raw, std::size_t offset) = 0;
};

/// Reads one JSON value (RFC 8259, nothing more) with white space around it and hands its parts to `events`. `text`
/// must be valid UTF-8. Depth costs one bit a level and no stack: any file's nesting is safe. Our own reader rather
/// than nlohmann's: it knows lines and columns, is an order of magnitude faster, asks for cancellation, and leaves
/// numbers as they are written. Errors: BadJson with line, column and what was expected; Cancelled.
Status readJson(std::string_view text, JsonEvents &events, const RunControl &control = {});

/// Undoes the escapes of a string that readJson() accepted. Unpaired surrogates become U+FFFD, counted in `replaced`.
std::string unescapeJson(std::string_view raw, std::size_t *replaced = nullptr);

} // namespace embedscope
