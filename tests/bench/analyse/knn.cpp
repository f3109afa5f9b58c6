#include "bench_method.h"

#include "core/analyse/neighbours/neighbours.h"

namespace embedscope {

namespace {

Result<BenchAnswer> run(const BenchTask &task)
{
    NeighboursOptions options;
    options.k = task.options.whole<std::size_t>("k", 10);
    const auto found = findNeighbours(task.vectors, options, task.control, task.pool);
    if (!found)
        return found.error();
    BenchAnswer answer;
    answer.rows = MatrixD::Constant(static_cast<Eigen::Index>(found->rows()), static_cast<Eigen::Index>(options.k), -1);
    for (std::size_t i = 0; i < found->rows(); ++i)
        for (std::size_t place = 0; place < found->of(i).size(); ++place)
            answer.rows(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(place)) = found->of(i)[place].index;
    return answer;
}

} // namespace

const BenchMethod kBenchKnn = {"knn", "[--k 10]", run};

} // namespace embedscope
