/* attempt.h - try something in a child whose end takes everything with it */

#ifndef ATTEMPT_H
#define ATTEMPT_H

/* Runs TRY in a child made for it and brings back what it left: 0, or -1 with
   its failure.  What the child unshares, mounts or drops is gone with it.  After
   LIMIT_MS milliseconds the child is killed, which is a failure too.  WHAT names
   the attempt in messages. */
int attempt(const char *what, int (*try)(void), int limit_ms);

#endif
