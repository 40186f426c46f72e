/* stamp.c - the command of every contender: says when its first line ran

   Static, so that any image can run it.  Writes CLOCK_MONOTONIC in nanoseconds,
   eight bytes, to standard output; clock_gettime(2).  With an argument it also
   waits until its standard input ends. */

#include <stdint.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
    struct timespec now;
    char byte;

    (void) argv;
    clock_gettime(CLOCK_MONOTONIC, &now);
    int64_t ns = (int64_t) now.tv_sec * 1000000000 + now.tv_nsec;
    if (write(STDOUT_FILENO, &ns, sizeof ns) != sizeof ns)
        return 1;
    while (argc > 1 && read(STDIN_FILENO, &byte, 1) > 0)
        continue;
    return 0;
}
