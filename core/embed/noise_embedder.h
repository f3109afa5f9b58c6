#pragma once

#include "core/embed/embedder.h"

#include <memory>

namespace embedscope {

/// Unit vectors without meaning, "you might as well use sha256": so that a learner sees what numbers without meaning
/// look like on a map, and tests have a fast embedder that depends on nothing.
///
/// Number i of a text's vector is (2u + 1) / 2^32 − 1, where u is the i-th unsigned 32-bit little-endian number of
/// SHA-256(text ‖ 0x00 ‖ b) for b = 0, 1, 2 … (one byte each, eight numbers a digest), and all 384 are then divided by
/// their Euclidean length in double precision. The same on every machine.
std::shared_ptr<const Embedder> makeNoiseEmbedder();

} // namespace embedscope
