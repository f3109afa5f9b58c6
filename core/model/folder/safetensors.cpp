#include "core/model/folder/safetensors.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstring>
#include <new>
#include <optional>
#include <set>
#include <utility>

namespace embedscope {

namespace {

constexpr std::uint64_t kLongestHeader = 100'000'000;

struct TypeInfo
{
    std::string_view name;
    std::size_t size;
};

constexpr std::array<TypeInfo, 15> kTypes{{{"BOOL", 1},
                                           {"U8", 1},
                                           {"I8", 1},
                                           {"F8_E5M2", 1},
                                           {"F8_E4M3", 1},
                                           {"I16", 2},
                                           {"U16", 2},
                                           {"F16", 2},
                                           {"BF16", 2},
                                           {"I32", 4},
                                           {"U32", 4},
                                           {"F32", 4},
                                           {"F64", 8},
                                           {"I64", 8},
                                           {"U64", 8}}};

std::optional<TensorType> typeOf(std::string_view name)
{
    for (std::size_t i = 0; i < kTypes.size(); ++i)
        if (kTypes[i].name == name)
            return static_cast<TensorType>(i);
    return std::nullopt;
}

struct RawTensor
{
    std::optional<TensorType> type;
    std::optional<std::vector<std::uint64_t>> shape;
    std::optional<std::vector<std::uint64_t>> offsets;
};

// Reads the header event by event: nothing is built but what the format knows, and depth is limited by its shape.
class HeaderReader : public nlohmann::json_sax<nlohmann::json>
{
public:
    std::map<std::string, RawTensor, std::less<>> tensors;
    std::map<std::string, std::string, std::less<>> metadata;
    std::string problem;

    bool null() override { return unexpected("null"); }
    bool boolean(bool) override { return unexpected("true or false"); }
    bool number_integer(number_integer_t) override { return unexpected("a negative number"); }
    bool number_float(number_float_t, const string_t &) override { return unexpected("a number that is not whole"); }
    bool binary(binary_t &) override { return unexpected("binary data"); }

    bool number_unsigned(number_unsigned_t value) override
    {
        if (m_where != Where::List)
            return unexpected("a number");
        m_list->push_back(value);
        return true;
    }

    bool string(string_t &value) override
    {
        if (m_where == Where::Metadata) {
            metadata[m_field] = value;
            return true;
        }
        if (m_where != Where::Tensor || m_field != "dtype")
            return unexpected("a string");
        m_tensor->type = typeOf(value);
        return m_tensor->type ? true : fail("unknown type \"" + value.substr(0, 40) + "\"");
    }

    bool start_object(std::size_t) override
    {
        if (m_where == Where::Outside) {
            m_where = Where::Top;
            return true;
        }
        if (m_where != Where::Top)
            return unexpected("an object");
        if (m_name == "__metadata__") {
            m_where = Where::Metadata;
        } else {
            m_where = Where::Tensor;
            m_tensor = &tensors[m_name];
        }
        m_fields.clear();
        return true;
    }

    bool key(string_t &value) override
    {
        if (m_where == Where::Top) {
            m_name = value;
            return m_names.insert(value).second ? true : fail("the name stands twice");
        }
        m_field = value;
        if (!m_fields.insert(value).second)
            return fail("\"" + value.substr(0, 40) + "\" stands twice");
        if (m_where == Where::Tensor && value != "dtype" && value != "shape" && value != "data_offsets")
            return fail("unknown field \"" + value.substr(0, 40) + "\"");
        return true;
    }

    bool end_object() override
    {
        if (m_where == Where::Tensor && !(m_tensor->type && m_tensor->shape && m_tensor->offsets))
            return fail("dtype, shape or data_offsets is missing");
        m_where = m_where == Where::Top ? Where::Outside : Where::Top;
        return true;
    }

    bool start_array(std::size_t) override
    {
        if (m_where != Where::Tensor || m_field == "dtype")
            return unexpected("a list");
        auto &slot = m_field == "shape" ? m_tensor->shape : m_tensor->offsets;
        m_list = &slot.emplace();
        m_where = Where::List;
        return true;
    }

    bool end_array() override
    {
        m_where = Where::Tensor;
        return true;
    }

    bool parse_error(std::size_t position, const std::string &, const nlohmann::detail::exception &) override
    {
        problem = "the header is not JSON: byte " + std::to_string(position);
        return false;
    }

private:
    enum class Where { Outside, Top, Metadata, Tensor, List };

    bool fail(const std::string &reason)
    {
        problem = m_name.empty() ? reason : m_name.substr(0, 200) + ": " + reason;
        return false;
    }
    bool unexpected(const std::string &what)
    {
        if (m_where == Where::Outside)
            problem = "the header is not a JSON object";
        else
            fail("unexpected " + what + (m_where == Where::Top ? "" : " in \"" + m_field.substr(0, 40) + "\""));
        return false;
    }

    Where m_where = Where::Outside;
    std::string m_name;
    std::string m_field;
    std::set<std::string, std::less<>> m_names;
    std::set<std::string, std::less<>> m_fields;
    RawTensor *m_tensor = nullptr;
    std::vector<std::uint64_t> *m_list = nullptr;
};

Error damaged(std::string reason)
{
    return makeError(Errc::ModelDamaged, std::move(reason));
}

// The bytes that a shape needs, or why that cannot be.
Result<std::uint64_t> bytesOf(const std::string &name, const RawTensor &raw)
{
    std::uint64_t count = tensorTypeSize(*raw.type);
    for (const std::uint64_t size : *raw.shape)
        if (__builtin_mul_overflow(count, size, &count))
            return damaged(name + ": its shape is too large to be true");
    return count;
}

Result<SafetensorsFile> layOut(const HeaderReader &header, std::string_view data)
{
    // In the order of the bytes; an empty tensor before the one that begins where it does.
    std::vector<std::pair<const std::string *, const RawTensor *>> order;
    for (const auto &[name, raw] : header.tensors) {
        if (raw.offsets->size() != 2)
            return damaged(name + ": data_offsets has " + std::to_string(raw.offsets->size()) + " numbers, not 2");
        order.emplace_back(&name, &raw);
    }
    std::stable_sort(order.begin(), order.end(),
                     [](const auto &a, const auto &b) { return *a.second->offsets < *b.second->offsets; });

    SafetensorsFile result;
    result.metadata = header.metadata;
    std::uint64_t expected = 0;
    for (const auto &[name, raw] : order) {
        const std::uint64_t begin = raw->offsets->at(0);
        const std::uint64_t end = raw->offsets->at(1);
        if (begin != expected)
            return damaged(*name + (begin < expected ? ": its bytes overlap another tensor's"
                                                     : ": there is a hole before its bytes"));
        if (end < begin)
            return damaged(*name + ": its bytes end before they begin");
        if (end > data.size())
            return damaged(*name + ": its bytes end beyond the file; the file is cut off");
        const auto needed = bytesOf(*name, *raw);
        if (!needed)
            return needed.error();
        if (*needed != end - begin)
            return damaged(*name + ": its shape needs " + std::to_string(*needed) + " bytes, it has " +
                           std::to_string(end - begin));
        expected = end;
        Tensor tensor;
        tensor.type = *raw->type;
        tensor.shape.assign(raw->shape->begin(), raw->shape->end());
        tensor.bytes = data.substr(begin, end - begin);
        result.tensors.emplace(*name, std::move(tensor));
    }
    if (expected != data.size())
        return damaged("the tensors end at byte " + std::to_string(expected) + " of " + std::to_string(data.size()));
    return result;
}

Result<SafetensorsFile> parseChecked(std::string_view bytes)
{
    if (bytes.size() < 8)
        return damaged("shorter than the 8 bytes of a header's length");
    std::uint64_t length = 0;
    for (std::size_t i = 8; i-- > 0;)
        length = length << 8 | static_cast<std::uint8_t>(bytes[i]);
    if (length > kLongestHeader)
        return damaged("its header claims " + std::to_string(length) + " bytes; at most " +
                       std::to_string(kLongestHeader));
    if (length > bytes.size() - 8)
        return damaged("its header claims " + std::to_string(length) + " bytes; the file has " +
                       std::to_string(bytes.size() - 8) + " after it");
    const std::string_view text = bytes.substr(8, length);
    if (text.empty() || text.front() != '{')
        return damaged("its header does not begin with {");
    HeaderReader header;
    if (!nlohmann::json::sax_parse(text.begin(), text.end(), &header))
        return damaged(header.problem.empty() ? "the header is not JSON" : header.problem);
    return layOut(header, bytes.substr(8 + length));
}

} // namespace

std::size_t tensorTypeSize(TensorType type)
{
    return kTypes[static_cast<std::size_t>(type)].size;
}

std::string_view tensorTypeName(TensorType type)
{
    return kTypes[static_cast<std::size_t>(type)].name;
}

std::string describeTensor(const Tensor &tensor)
{
    std::string text(tensorTypeName(tensor.type));
    text += " [";
    for (std::size_t i = 0; i < tensor.shape.size(); ++i)
        text += (i > 0 ? ", " : "") + std::to_string(tensor.shape[i]);
    return text + "]";
}

const Tensor *SafetensorsFile::find(std::string_view name) const
{
    const auto found = tensors.find(name);
    return found == tensors.end() ? nullptr : &found->second;
}

Result<SafetensorsFile> parseSafetensors(std::string_view bytes)
{
    try {
        return parseChecked(bytes);
    } catch (const std::bad_alloc &) {
        return makeError(Errc::OutOfMemory);
    } catch (const std::exception &fault) {
        return damaged(fault.what());
    }
}

Result<SafetensorsFile> openSafetensors(const std::string &path)
{
    auto file = MappedFile::open(path);
    if (!file)
        return file.error();
    auto parsed = parseSafetensors((*file)->bytes());
    if (!parsed) {
        Error error = parsed.error();
        error.path = path;
        return error;
    }
    parsed->files.push_back(std::move(*file));
    return parsed;
}

std::string makeSafetensors(std::span<const NewTensor> tensors, const std::map<std::string, std::string> &metadata)
{
    nlohmann::ordered_json header = nlohmann::ordered_json::object();
    if (!metadata.empty())
        header["__metadata__"] = metadata;
    std::size_t offset = 0;
    for (const NewTensor &tensor : tensors) {
        header[tensor.name] = {{"dtype", tensorTypeName(tensor.type)},
                               {"shape", tensor.shape},
                               {"data_offsets", {offset, offset + tensor.bytes.size()}}};
        offset += tensor.bytes.size();
    }
    std::string text = header.dump();
    text.resize((text.size() + 8 + 63) / 64 * 64 - 8, ' ');
    std::string file;
    file.reserve(8 + text.size() + offset);
    for (std::size_t i = 0; i < 8; ++i)
        file += static_cast<char>(text.size() >> (8 * i));
    file += text;
    for (const NewTensor &tensor : tensors)
        file += tensor.bytes;
    return file;
}

} // namespace embedscope
