#include "app/program.h"

#include <csignal>

int main(int argc, char **argv)
{
    // A file that may not grow further (ulimit -f) is an error of writing, not the end of the process.
    std::signal(SIGXFSZ, SIG_IGN);
    return embedscope::runProgram(argc, argv);
}
