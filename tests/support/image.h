/* image.h - images for the tests that give a program a root of its own */

#ifndef TEST_IMAGE_H
#define TEST_IMAGE_H

/* In main(), before and after the tests: make and remove images().  The second
   returns STATUS, or 1 if it cannot be removed. */
void images_begin(void);
int images_end(int status);

/* A directory of this program in /tmp, which everybody may read. */
const char *images(void);

/* A copy of the image that make has built, in there: for plain users as well.
   Skips the test if there is none, as without busybox. */
const char *image_built(void);

/* Another copy, called NAME, after the shell commands SCRIPT were run in it. */
const char *image_with(const char *name, const char *script);

#endif
