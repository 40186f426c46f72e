/* box_image.h - images for the tests of lesson 10: with a probe in them */

#ifndef TEST_BOX_IMAGE_H
#define TEST_BOX_IMAGE_H

/* The image that make has built with tests/probe/probe as /bin/probe; see
   image.h, which removes it.  Skips the test where there is no probe. */
const char *image_with_probe(void);

/* Another one, never twice the same, in which the shell commands CHANGE were
   run. */
const char *image_changed(const char *change);

#endif
