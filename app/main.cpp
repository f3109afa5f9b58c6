#include "app/program.h"

int main(int argc, char **argv)
{
    return embedscope::runProgram(argc, argv);
}
