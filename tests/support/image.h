/* image.h - images for the tests of lesson 10 and up: directories in /tmp

   Each test program has its own, which everybody may read; removed when it
   ends. */

#ifndef TEST_IMAGE_H
#define TEST_IMAGE_H

/* The image of lesson 7 with tests/probe/probe as /bin/probe.  Skips the test
   where there is no busybox, or no probe. */
const char *image_with_probe(void);

/* Another one, the same, that the shell commands CHANGE, run in it as their
   working directory, have changed.  Never twice the same. */
const char *image_changed(const char *change);

#endif
