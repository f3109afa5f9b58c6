#include "core/analyse/faithfulness_ranks.h"

#include "core/analyse/analyse_kernels.h"
#include "core/analyse/cosine.h"
#include "core/analyse/largest.h"
#include "core/analyse/rows.h"
#include "core/analyse/unit_rows.h"

#include <algorithm>
#include <limits>

namespace embedscope {

namespace {

using Eigen::Index;

constexpr double kZeroVector = -2; // ranks after every cosine
constexpr double kSelf = -std::numeric_limits<double>::infinity();
constexpr std::size_t kRowsAtOnce = 8;
constexpr std::size_t kCountedRows = 64;
constexpr std::size_t kManyUnsure = 16; // more than this share of the others: all are compared in double

bool contains(const std::vector<std::size_t> &list, std::size_t value)
{
    return std::find(list.begin(), list.end(), value) != list.end();
}

/// The map's side: who is near whom.
class MapSide
{
public:
    explicit MapSide(const RankTask &task)
        : m_places(task.places), m_byColumn(task.places), m_nearness(task.squares.size())
    {
        for (Index c = 0; c < m_byColumn.cols(); ++c)
            m_columns.push_back(m_byColumn.col(c).data());
    }

    /// The k nearest of row i.
    const std::vector<std::size_t> &nearest(std::size_t i, std::size_t k)
    {
        analyseKernels().nearness(m_places.row(static_cast<Index>(i)).data(), m_columns.data(), m_columns.size(),
                                  m_nearness.size(), m_nearness.data());
        m_nearness[i] = kSelf;
        return m_largest.find(m_nearness.data(), m_nearness.size(), k);
    }

    /// Of row `other` about the one that nearest() was asked for; from 0.
    std::size_t rankOf(std::size_t other) const { return rankFromLargest(m_nearness.data(), m_nearness.size(), other); }

private:
    const MatrixD &m_places;
    Eigen::MatrixXd m_byColumn; // each coordinate contiguous
    std::vector<const double *> m_columns;
    std::vector<double> m_nearness;
    Largest m_largest;
};

/// The shares of one text. `truth`: its k nearest, of which the first `wanted` are neighbours. Who is on the map's list
/// alone comes into `intruders`.
NeighbourRanks compareLists(const std::vector<std::size_t> &truth, std::size_t wanted,
                            const std::vector<std::size_t> &onMap, const MapSide &map,
                            std::vector<std::size_t> &intruders)
{
    NeighbourRanks ranks;
    std::size_t kept = 0;
    for (std::size_t place = 0; place < wanted; ++place) {
        if (contains(onMap, truth[place]))
            ++kept;
        else
            ranks.missing += static_cast<double>(map.rankOf(truth[place]) + 1 - onMap.size());
    }
    intruders.clear();
    for (const std::size_t other : onMap)
        if (!contains(truth, other))
            intruders.push_back(other);
    ranks.kept = static_cast<double>(kept) / static_cast<double>(wanted);
    return ranks;
}

std::size_t countNotZero(const std::vector<double> &squares)
{
    return static_cast<std::size_t>(std::ranges::count_if(squares, [](double square) { return square > 0; }));
}

/// All similarities of some rows, in double; one's own is kSelf.
std::vector<double> similaritiesOf(const RankTask &task, const std::vector<std::size_t> &rows,
                                   const RunControl &control)
{
    const std::size_t n = task.vectors.rows;
    Matrix queries(static_cast<Index>(rows.size()), static_cast<Index>(task.vectors.cols));
    std::vector<double> squares;
    for (std::size_t r = 0; r < rows.size(); ++r) {
        queries.row(static_cast<Index>(r)) = task.vectors.eigen().row(static_cast<Index>(rows[r]));
        squares.push_back(task.squares[rows[r]]);
    }
    std::vector<double> truth(rows.size() * n);
    cosinesWithAll(task.vectors, task.squares, queries.data(), squares.data(), rows.size(), kZeroVector, truth.data(),
                   control);
    for (std::size_t r = 0; r < rows.size(); ++r)
        truth[r * n + rows[r]] = kSelf;
    return truth;
}

/// Counts true ranks for a block of rows.
class Counting
{
public:
    Counting(const RankTask &task, const PackedRows &packed, const UnitRows &unit, std::size_t notZero)
        : m_task(task),
          m_packed(packed),
          m_unit(unit),
          m_notZero(notZero),
          m_products(kCountedRows * packed.blockRows()),
          m_unsure(packed.blockRows())
    {
    }

    /// What row i's intruders add up to is added to `ranks` by run().
    void add(std::size_t i, const std::vector<std::size_t> &intruders, NeighbourRanks &ranks)
    {
        m_rows.push_back({i, m_questions.size(), m_questions.size() + intruders.size(), 0, &ranks});
        for (const std::size_t other : intruders) {
            Question question{other, 0, 0, 0, 0};
            if (m_task.squares[other] > 0)
                question.similarity = *cosineSimilarity(m_task.vectors.row(i), m_task.vectors.row(other));
            question.above = static_cast<float>(question.similarity + margin());
            question.below = static_cast<float>(question.similarity - margin());
            m_questions.push_back(question);
        }
    }

    void run(const RunControl &control)
    {
        std::vector<float> few(m_rows.size() * m_unit.cols());
        for (std::size_t r = 0; r < m_rows.size(); ++r)
            m_unit.copy(m_rows[r].row, few.data() + r * m_unit.cols());
        for (std::size_t block = 0; block < m_packed.blocks() && !control.stopRequested(); ++block) {
            m_packed.multiply(block, few.data(), m_rows.size(), m_products.data());
            for (std::size_t r = 0; r < m_rows.size(); ++r)
                count(m_rows[r], block, m_products.data() + r * m_packed.blockRows());
        }
        for (const Row &row : m_rows)
            if (!control.stopRequested())
                conclude(row, control);
    }

private:
    struct Question
    {
        std::size_t other;
        double similarity;
        float above; ///< a product beyond is of one that is more similar
        float below; ///< and below this of one that is less
        std::size_t rank;
    };
    struct Row
    {
        std::size_t row;
        std::size_t first, last; ///< its questions
        std::size_t unsure;
        NeighbourRanks *ranks;
    };

    /// How far a product can be from the similarity in double.
    double margin() const { return static_cast<double>(m_unit.cols() + 8) * 0x1p-24 * 1.01 + 0x1p-20; }

    void count(Row &row, std::size_t block, float *products)
    {
        const std::size_t begin = block * m_packed.blockRows();
        const std::size_t size = m_packed.rowsOf(block);
        if (row.row >= begin && row.row < begin + size)
            products[row.row - begin] = -4; // below all
        for (std::size_t q = row.first; q < row.last && row.unsure * kManyUnsure <= m_task.vectors.rows; ++q) {
            Question &question = m_questions[q];
            if (!(m_task.squares[question.other] > 0))
                continue;
            std::size_t unsure = 0;
            question.rank +=
                analyseKernels().countAbove(products, size, question.below, question.above, m_unsure.data(), &unsure);
            row.unsure += unsure;
            for (std::size_t u = 0; u < unsure; ++u)
                question.rank += isBefore(row.row, begin + m_unsure[u], question) ? 1 : 0;
        }
    }

    bool isBefore(std::size_t row, std::size_t other, const Question &question) const
    {
        if (other == question.other)
            return false;
        const Similarity similarity = cosineSimilarity(m_task.vectors.row(row), m_task.vectors.row(other));
        return similarity &&
               (*similarity > question.similarity || (*similarity == question.similarity && other < question.other));
    }

    void conclude(const Row &row, const RunControl &control)
    {
        const bool plainly = row.unsure * kManyUnsure > m_task.vectors.rows;
        const std::vector<double> truth = plainly ? similaritiesOf(m_task, {row.row}, control) : std::vector<double>();
        const std::size_t zeros = m_task.squares.size() - m_notZero;
        for (std::size_t q = row.first; q < row.last; ++q) {
            const Question &question = m_questions[q];
            std::size_t rank = question.rank;
            if (plainly) {
                rank = rankFromLargest(truth.data(), truth.size(), question.other);
            } else if (!(m_task.squares[question.other] > 0)) { // after all others, by index
                rank = m_notZero - 1;
                for (std::size_t before = 0; before < question.other; ++before)
                    rank += m_task.squares[before] > 0 ? 0 : 1;
            } else if (question.above < 0) {
                rank -= zeros; // whose products are 0, but which come after all
            }
            row.ranks->intruders += static_cast<double>(rank + 1 - m_task.k);
        }
    }

    const RankTask &m_task;
    const PackedRows &m_packed;
    const UnitRows &m_unit;
    std::size_t m_notZero;
    std::vector<float> m_products;
    std::vector<std::uint32_t> m_unsure;
    std::vector<Question> m_questions;
    std::vector<Row> m_rows;
};

} // namespace

Result<std::vector<NeighbourRanks>> ranksOfSome(const RankTask &task, const std::vector<std::size_t> &texts,
                                                const RunControl &control, ThreadPool &pool)
{
    std::vector<NeighbourRanks> found(texts.size());
    const std::size_t n = task.vectors.rows;
    const std::size_t notZero = countNotZero(task.squares);
    const Status status =
        parallelBlocks(pool, control, texts.size(), kRowsAtOnce, [&](std::size_t begin, std::size_t end) {
            const std::vector<std::size_t> rows(texts.begin() + static_cast<std::ptrdiff_t>(begin),
                                                texts.begin() + static_cast<std::ptrdiff_t>(end));
            const std::vector<double> truth = similaritiesOf(task, rows, control);
            MapSide map(task);
            Largest inTruth;
            std::vector<std::size_t> intruders;
            for (std::size_t r = 0; r < rows.size() && !control.stopRequested(); ++r) {
                const std::size_t comparable = task.squares[rows[r]] > 0 ? notZero - 1 : 0;
                if (comparable == 0)
                    continue;
                const double *own = truth.data() + r * n;
                NeighbourRanks &ranks = found[begin + r];
                ranks = compareLists(inTruth.find(own, n, task.k), std::min(task.k, comparable),
                                     map.nearest(rows[r], task.k), map, intruders);
                for (const std::size_t other : intruders)
                    ranks.intruders += static_cast<double>(rankFromLargest(own, n, other) + 1 - task.k);
            }
        });
    if (!status)
        return status.error();
    return found;
}

Result<std::vector<NeighbourRanks>> ranksOfAll(const RankTask &task, const NeighboursResult &neighbours,
                                               const RunControl &control, ThreadPool &pool)
{
    const UnitRows unit(task.vectors, control, pool);
    const Result<PackedRows> packed = PackedRows::pack(unit, control, pool);
    if (!packed)
        return packed.error();
    std::vector<NeighbourRanks> found(task.vectors.rows);
    const std::size_t notZero = countNotZero(task.squares);
    const Status status =
        parallelBlocks(pool, control, found.size(), kCountedRows, [&](std::size_t begin, std::size_t end) {
            MapSide map(task);
            Counting counting(task, *packed, unit, notZero);
            std::vector<std::size_t> truth;
            std::vector<std::size_t> intruders;
            for (std::size_t i = begin; i < end && !control.stopRequested(); ++i) {
                if (!(task.squares[i] > 0))
                    continue;
                truth.clear();
                for (const Neighbour &neighbour : neighbours.of(i).first(task.k))
                    truth.push_back(neighbour.index);
                found[i] = compareLists(truth, task.k, map.nearest(i, task.k), map, intruders);
                counting.add(i, intruders, found[i]);
            }
            counting.run(control);
        });
    if (!status)
        return status.error();
    return found;
}

} // namespace embedscope
