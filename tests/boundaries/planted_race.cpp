// Two threads write one number without a lock. Built under the thread sanitizer only, to see that it would tell.
#include <cstdio>
#include <thread>

namespace {
int shared = 0;

void countUp()
{
    for (int i = 0; i < 100000; ++i)
        shared = shared + 1;
}
} // namespace

int main()
{
    std::jthread other(countUp);
    countUp();
    other.join();
    std::printf("%d\n", shared);
    return 0;
}
