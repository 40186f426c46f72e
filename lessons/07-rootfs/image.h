/* image.h - which directory is the image */

#ifndef IMAGE_H
#define IMAGE_H

#include <limits.h>
#include <stdbool.h>

#define IMAGE_PATH_SIZE (PATH_MAX + 16)

/* Takes the value of --image.  Returns 0, or -1 with a failure. */
int image_take(const char *path);

/* What --image says; else the directory "image" beside this program, which make
   builds; else "/". */
const char *image_path(void);

/* True if it is "/" because nothing was asked for and nothing was built. */
bool image_is_last_resort(void);

/* The same for a line of the story: "build/image" if that is it; "the image"
   for a path that is long, begins with "-", or has bytes in it that mean
   something to a shell. */
const char *image_words(void);

/* The path of what make has built beside this program under the name NAME, of
   up to 14 letters.  Returns PATH. */
const char *image_beside(const char *name, char path[IMAGE_PATH_SIZE]);

#endif
