#pragma once

#include "core/base/result.h"
#include "core/base/thread_pool.h"
#include "core/embed/embedder.h"
#include "core/embed/embedder_options.h"

#include <memory>
#include <string>

namespace embedscope {

/// The embedder of a model folder (core/model/folder/model_folder.h): all-MiniLM-L6-v2 as shipped, or any other
/// folder with BERT's encoder. Everything is checked before the first text: each file, each
/// tensor's presence, type and shape, and where the folder brings a self-test sentence (embedscope.json), that its
/// vector is the known one. Errors: ModelMissing, ModelUnsupported, ModelDamaged (detail names the file's field or the
/// tensor), OutOfMemory.
///
/// Texts are embedded in blocks of about 128 tokens by the pool's threads; an Interactive call overtakes a Batch call
/// between blocks; where there is only one block, the threads share it. With options.precision int8 the products of the
/// layers are those of bytes (core/base/gemm/gemm_int8.h), and the self-test's vector need only be near. name() is the
/// folder's own name. identity() is that name and a digest of every byte of the folder's configuration, vocabulary and
/// weights, computed at the first question (about 20 ms).
Result<std::shared_ptr<const Embedder>> openLocalEmbedder(const std::string &folder,
                                                          ThreadPool &pool = ThreadPool::shared(),
                                                          const EmbedderOptions &options = {});

} // namespace embedscope
