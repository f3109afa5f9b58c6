// Turns a sentence-transformers folder of BERT's architecture with float32 weights into the folder that is shipped:
// every matrix as 16-bit whole numbers with one float32 scale a row, every vector as it was. Usage:
//
//   embedscope_convert_weights SOURCE_FOLDER TARGET_FOLDER
//
// Writes model.safetensors, the configuration files as they are, embedscope.json with the self-test sentence as the
// original weights give it, and SHA256SUMS of everything in the target folder.

#include "core/base/sha256.h"
#include "core/embed/local_embedder.h"
#include "core/model/folder/safetensors.h"
#include "core/system/atomic_file.h"
#include "core/system/mapped_file.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

using namespace embedscope;
namespace fs = std::filesystem;

namespace {

constexpr const char *kConfiguration[] = {
    "config.json",          "vocab.txt", "tokenizer_config.json", "modules.json", "sentence_bert_config.json",
    "1_Pooling/config.json"};
constexpr const char *kSelfTestText = "A sentence to see whether these are the weights they should be.";
constexpr std::size_t kSelfTestNumbers = 32;

int fail(const std::string &what, const Error &error)
{
    std::fprintf(stderr, "%s: %s %s\n", what.c_str(), error.path.c_str(), error.detail.c_str());
    return 1;
}

template <class Number> void append(std::string &bytes, Number value)
{
    bytes.append(reinterpret_cast<const char *>(&value), sizeof value);
}

// One row: whole = value / scale, rounded to the nearest, with the largest magnitude at ±32767.
void convertRow(std::string_view row, std::string &whole, std::string &scales)
{
    std::vector<float> values(row.size() / sizeof(float));
    std::memcpy(values.data(), row.data(), row.size());
    float largest = 0;
    for (const float value : values)
        largest = std::max(largest, std::abs(value));
    const float scale = largest / 32767.0F;
    append(scales, scale);
    for (const float value : values)
        append(whole, static_cast<std::int16_t>(scale == 0 ? 0 : std::lround(static_cast<double>(value) / scale)));
}

std::vector<NewTensor> convert(const SafetensorsFile &original)
{
    std::vector<NewTensor> result;
    for (const auto &[name, tensor] : original.tensors) {
        // The encoder uses neither; position_ids is 0, 1, 2 …
        if (name == "embeddings.position_ids" || name.starts_with("pooler."))
            continue;
        if (tensor.shape.size() != 2 || tensor.type != TensorType::F32) {
            result.push_back({name, tensor.type, tensor.shape, std::string(tensor.bytes)});
            continue;
        }
        NewTensor whole{name, TensorType::I16, tensor.shape, {}};
        NewTensor scales{name + ".scale", TensorType::F32, {tensor.shape[0]}, {}};
        const std::size_t rowBytes = tensor.shape[1] * sizeof(float);
        for (std::size_t r = 0; r < tensor.shape[0]; ++r)
            convertRow(tensor.bytes.substr(r * rowBytes, rowBytes), whole.bytes, scales.bytes);
        result.push_back(std::move(whole));
        result.push_back(std::move(scales));
    }
    // Large elements first would do too; by size of element every tensor stays aligned.
    std::stable_sort(result.begin(), result.end(), [](const NewTensor &a, const NewTensor &b) {
        return tensorTypeSize(a.type) > tensorTypeSize(b.type);
    });
    return result;
}

Result<std::string> selfTest(const std::string &folder)
{
    const auto embedder = openLocalEmbedder(folder);
    if (!embedder)
        return embedder.error();
    const std::string_view text = kSelfTestText;
    const auto vector = embedAll(**embedder, {&text, 1});
    if (!vector)
        return vector.error();
    std::string json = "{\n  \"self_test\": {\n    \"text\": \"" + std::string(text) + "\",\n    \"vector\": [";
    for (std::size_t i = 0; i < kSelfTestNumbers; ++i) {
        char number[32];
        std::snprintf(number, sizeof number, "%s%.6f", i == 0 ? "" : ", ", static_cast<double>(vector->data()[i]));
        json += number;
    }
    return json + "]\n  }\n}\n";
}

Result<std::string> digests(const std::string &folder)
{
    std::set<std::string> names;
    for (const auto &entry : fs::recursive_directory_iterator(folder))
        if (entry.is_regular_file() && entry.path().filename() != "SHA256SUMS")
            names.insert(fs::relative(entry.path(), folder).string());
    std::string lines;
    for (const std::string &name : names) {
        const auto file = MappedFile::open(folder + "/" + name);
        if (!file)
            return file.error();
        lines += Sha256::hex(Sha256::of((*file)->bytes())) + "  " + name + "\n";
    }
    return lines;
}

int run(const std::string &from, const std::string &to)
{
    const auto original = openSafetensors(from + "/model.safetensors");
    if (!original)
        return fail("cannot read the weights", original.error());
    fs::create_directories(to + "/1_Pooling");
    for (const char *name : kConfiguration)
        fs::copy_file(from + "/" + name, to + "/" + name, fs::copy_options::overwrite_existing);
    const std::string origin =
        "converted from float32; original sha256 " + Sha256::hex(Sha256::of(original->file->bytes()));
    const auto tensors = convert(*original);
    if (const Status status = writeFileAtomically(to + "/model.safetensors",
                                                  makeSafetensors(tensors, {{"format", "pt"}, {"origin", origin}}));
        !status)
        return fail("cannot write the weights", status.error());
    fs::remove(to + "/embedscope.json");
    const auto test = selfTest(from);
    if (!test)
        return fail("cannot run the original", test.error());
    if (const Status status = writeFileAtomically(to + "/embedscope.json", *test); !status)
        return fail("cannot write the self-test", status.error());
    const auto sums = digests(to);
    if (!sums)
        return fail("cannot read what was written", sums.error());
    if (const Status status = writeFileAtomically(to + "/SHA256SUMS", *sums); !status)
        return fail("cannot write the digests", status.error());
    const auto opened = openLocalEmbedder(to);
    if (!opened)
        return fail("the converted folder does not open", opened.error());
    std::printf("%s: %zu tensors, %s\n", to.c_str(), tensors.size(), origin.c_str());
    return 0;
}

} // namespace

int main(int argc, char **argv)
{
    if (argc != 3) {
        std::fprintf(stderr, "usage: embedscope_convert_weights SOURCE_FOLDER TARGET_FOLDER\n");
        return 2;
    }
    try {
        return run(argv[1], argv[2]);
    } catch (const std::exception &fault) {
        std::fprintf(stderr, "%s\n", fault.what());
        return 1;
    }
}
