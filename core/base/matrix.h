#pragma once

#include <Eigen/Core>

#include <cstddef>
#include <initializer_list>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace embedscope {

/// Rows of numbers, row-major: n × d vectors, n × c coordinates.
using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using MatrixD = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// A read-only look at row-major float32 rows that somebody else owns (a Matrix, or a memory-mapped file).
struct MatrixView
{
    const float *data = nullptr;
    std::size_t rows = 0;
    std::size_t cols = 0;

    MatrixView() = default;
    MatrixView(const float *values, std::size_t rowCount, std::size_t columnCount)
        : data(values), rows(rowCount), cols(columnCount)
    {
    }
    MatrixView(const Matrix &matrix)
        : data(matrix.data()),
          rows(static_cast<std::size_t>(matrix.rows())),
          cols(static_cast<std::size_t>(matrix.cols()))
    {
    }

    std::span<const float> row(std::size_t i) const { return {data + i * cols, cols}; }
    bool empty() const { return rows == 0; }
    Eigen::Map<const Matrix> eigen() const
    {
        return {data, static_cast<Eigen::Index>(rows), static_cast<Eigen::Index>(cols)};
    }
};

/// One row of a matrix that is never changed any more, which it keeps.
class SharedRow
{
public:
    SharedRow() = default;
    SharedRow(std::shared_ptr<const Matrix> matrix, std::size_t row) : m_matrix(std::move(matrix)), m_row(row) {}
    /// A copy of the numbers, as the only row of its matrix.
    SharedRow(std::span<const float> numbers)
        : m_matrix(std::make_shared<const Matrix>(
              Eigen::Map<const Matrix>(numbers.data(), 1, static_cast<Eigen::Index>(numbers.size()))))
    {
    }
    SharedRow(const std::vector<float> &numbers) : SharedRow(std::span<const float>(numbers)) {}
    SharedRow(std::initializer_list<float> numbers) : SharedRow(std::span<const float>(numbers.begin(), numbers.size()))
    {
    }

    const std::shared_ptr<const Matrix> &matrix() const { return m_matrix; }
    std::size_t row() const { return m_row; }

    const float *data() const { return m_matrix ? m_matrix->data() + m_row * size() : nullptr; }
    std::size_t size() const { return m_matrix ? static_cast<std::size_t>(m_matrix->cols()) : 0; }
    bool empty() const { return size() == 0; }
    const float *begin() const { return data(); }
    const float *end() const { return data() + size(); }
    float operator[](std::size_t i) const { return data()[i]; }

private:
    std::shared_ptr<const Matrix> m_matrix;
    std::size_t m_row = 0;
};

/// A matrix that is made once and never changed: copies share its numbers.
class SharedMatrix
{
public:
    SharedMatrix() : SharedMatrix(Matrix()) {}
    SharedMatrix(Matrix matrix) : m_matrix(std::make_shared<const Matrix>(std::move(matrix))) {}

    const Matrix &operator*() const { return *m_matrix; }
    /// Of a matrix that others hold already.
    SharedMatrix(std::shared_ptr<const Matrix> matrix) : m_matrix(std::move(matrix)) {}
    operator MatrixView() const { return *m_matrix; }
    Eigen::Index rows() const { return m_matrix->rows(); }
    Eigen::Index cols() const { return m_matrix->cols(); }
    auto row(Eigen::Index i) const { return m_matrix->row(i); }

private:
    std::shared_ptr<const Matrix> m_matrix; ///< never null
};

} // namespace embedscope
