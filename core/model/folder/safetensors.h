#pragma once

#include "core/base/result.h"
#include "core/system/mapped_file.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace embedscope {

/// The element types of the safetensors format.
enum class TensorType : std::uint8_t {
    Bool,
    U8,
    I8,
    F8E5M2,
    F8E4M3,
    I16,
    U16,
    F16,
    BF16,
    I32,
    U32,
    F32,
    F64,
    I64,
    U64
};

std::size_t tensorTypeSize(TensorType type);
std::string_view tensorTypeName(TensorType type);

/// One tensor of a file. Its bytes may lie at any address: read elements with memcpy.
struct Tensor
{
    TensorType type = TensorType::F32;
    std::vector<std::size_t> shape = {};
    std::string_view bytes = {}; ///< row-major, little-endian; exactly shape × size of an element
};

/// "F32 [384, 1536]", for messages.
std::string describeTensor(const Tensor &tensor);

/// The tensors of a safetensors file, or of several that belong together.
struct SafetensorsFile
{
    std::vector<std::shared_ptr<const MappedFile>> files = {}; ///< own the bytes; none where bytes were given
    std::map<std::string, Tensor, std::less<>> tensors = {};
    std::map<std::string, std::string, std::less<>> metadata = {};

    /// Null where there is none.
    const Tensor *find(std::string_view name) const;
};

/// Checks the whole header by the format's own rules (github.com/huggingface/safetensors, "Format") before touching or
/// allocating anything: 8 bytes of length, at most 100,000,000; a UTF-8 JSON object that begins with `{`; known types;
/// shape × size without overflow and equal to the bytes; offsets that follow each other from 0 to the end of the file
/// without hole or overlap; metadata of strings. Stricter than the reference: names must not repeat, nor fields be
/// unknown. ModelDamaged with the tensor's name and the reason. `bytes` must outlive the result.
Result<SafetensorsFile> parseSafetensors(std::string_view bytes);

/// The same for a file, mapped. Errors also as MappedFile::open(); the path is set.
Result<SafetensorsFile> openSafetensors(const std::string &path);

/// A tensor to be written.
struct NewTensor
{
    std::string name;
    TensorType type = TensorType::F32;
    std::vector<std::size_t> shape = {};
    std::string bytes = {};
};

/// A file with these tensors in this order, header padded with blanks so that every tensor lies on 64 bytes' boundary
/// where sizes allow it.
std::string makeSafetensors(std::span<const NewTensor> tensors, const std::map<std::string, std::string> &metadata);

} // namespace embedscope
