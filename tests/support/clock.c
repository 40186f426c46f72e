/* clock.c - time limits */

#include "clock.h"

#include <stdlib.h>
#include <time.h>

long clock_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

long clock_limit(int seconds)
{
    const char *text = getenv("LOAC_TIME_FACTOR");
    double factor = text ? strtod(text, NULL) : 1;

    return clock_ms() + (long) (seconds * 1000 * (factor > 0 ? factor : 1));
}
