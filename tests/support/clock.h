/* clock.h - time limits

   LOAC_TIME_FACTOR in the environment (default 1) multiplies all of them, for
   slow machines: an emulated one, or one that runs sanitizers. */

#ifndef TEST_CLOCK_H
#define TEST_CLOCK_H

/* Milliseconds on a clock that nobody sets, clock_gettime(2). */
long clock_ms(void);

/* When, on that clock, a limit of SECONDS is over that begins now. */
long clock_limit(int seconds);

#endif
