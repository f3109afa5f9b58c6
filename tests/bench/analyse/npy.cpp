#include "bench_method.h"

#include <cstdio>
#include <fstream>

namespace embedscope {

namespace {

struct Header
{
    std::size_t bytes = 0; ///< of one number
    Eigen::Index rows = 0;
    Eigen::Index cols = 0;
};

// The stream stands at the numbers afterwards.
bool readHeader(std::ifstream &in, Header &header)
{
    char start[8] = {};
    in.read(start, sizeof start);
    std::uint32_t length = 0;
    in.read(reinterpret_cast<char *>(&length), start[6] == 1 ? 2 : 4);
    if (!in || std::string(start + 1, 5) != "NUMPY" || length > 100000)
        return false;
    std::string text(length, ' ');
    in.read(text.data(), static_cast<std::streamsize>(length));
    header.bytes = text.find("'<f4'") != std::string::npos ? 4 : text.find("'<f8'") != std::string::npos ? 8 : 0;
    long rows = 0;
    long cols = 0;
    const std::size_t shape = text.find("'shape': (");
    if (header.bytes == 0 || text.find("'fortran_order': True") != std::string::npos || shape == std::string::npos ||
        std::sscanf(text.c_str() + shape + 10, "%ld, %ld)", &rows, &cols) != 2)
        return false;
    header.rows = rows;
    header.cols = cols;
    return true;
}

template <class To, class From> To readNumbers(std::ifstream &in, const Header &header)
{
    using Scalar = typename From::Scalar;
    From all(header.rows, header.cols);
    in.read(reinterpret_cast<char *>(all.data()),
            static_cast<std::streamsize>(all.size() * Eigen::Index{sizeof(Scalar)}));
    if (!in)
        return {};
    if constexpr (std::is_same_v<To, From>)
        return all;
    else
        return all.template cast<typename To::Scalar>();
}

template <class To> To readAs(const std::string &path)
{
    std::ifstream in(path, std::ios::binary);
    Header header;
    To rows;
    if (in && readHeader(in, header))
        rows = header.bytes == 4 ? readNumbers<To, Matrix>(in, header) : readNumbers<To, MatrixD>(in, header);
    if (rows.size() == 0)
        std::fprintf(stderr, "%s: not a two-dimensional .npy of float32 or float64\n", path.c_str());
    return rows;
}

} // namespace

Matrix readNpy(const std::string &path)
{
    return readAs<Matrix>(path);
}

std::shared_ptr<const MappedFile> mapNpy(const std::string &path, MatrixView &rows)
{
    std::ifstream in(path, std::ios::binary);
    Header header;
    if (!in || !readHeader(in, header) || header.bytes != 4) {
        std::fprintf(stderr, "%s: not a two-dimensional .npy of float32\n", path.c_str());
        return {};
    }
    const auto begin = static_cast<std::size_t>(in.tellg());
    const auto file = MappedFile::open(path);
    rows.rows = static_cast<std::size_t>(header.rows);
    rows.cols = static_cast<std::size_t>(header.cols);
    if (!file || (*file)->bytes().size() < begin + rows.rows * rows.cols * sizeof(float)) {
        std::fprintf(stderr, "%s: cannot be read, or is cut short\n", path.c_str());
        return {};
    }
    rows.data = reinterpret_cast<const float *>((*file)->bytes().data() + begin); // .npy aligns its numbers
    return *file;
}

MatrixD readNpyInDouble(const std::string &path)
{
    return readAs<MatrixD>(path);
}

bool writeNpy(const std::string &path, const MatrixD &rows)
{
    std::string header = "{'descr': '<f8', 'fortran_order': False, 'shape': (" + std::to_string(rows.rows()) + ", " +
                         std::to_string(rows.cols()) + "), }";
    header.resize((header.size() + 11 + 63) / 64 * 64 - 11, ' ');
    header += '\n';
    std::ofstream out(path, std::ios::binary);
    out.write("\x93NUMPY\x01\x00", 8);
    const auto length = static_cast<std::uint16_t>(header.size());
    out.write(reinterpret_cast<const char *>(&length), 2);
    out << header;
    out.write(reinterpret_cast<const char *>(rows.data()),
              static_cast<std::streamsize>(rows.size() * Eigen::Index{sizeof(double)}));
    return static_cast<bool>(out);
}

} // namespace embedscope
