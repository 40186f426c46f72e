/* place.h - directories of a root that is not trusted

   A mount on "/root-to-be/dev" would follow a link that the image has there, to
   /etc of the host for example.  So the directory is opened without following
   links, and the descriptor is what is mounted on. */

#ifndef PLACE_H
#define PLACE_H

#include <stdbool.h>
#include <stddef.h>

/* Room for "/proc/self/fd/N", the name of a descriptor as a path; proc(5). */
#define FD_NAME_SIZE 32
const char *fd_name(int fd, char name[FD_NAME_SIZE]);

/* Opens the directory NAME of the directory ROOT, as O_PATH.  It is made, with
   mode MODE, if it is missing.  The last part of NAME must not be a link or a
   file; the parts before it must be directories that we have mounted.  Returns
   a descriptor, or -1 with a failure. */
int place_open(int root, const char *name, unsigned mode);

/* Makes the directory NAME with exactly MODE, whatever the umask(2); an old one
   stays as it is.  Returns 0, or -1. */
int place_make(int root, const char *name, unsigned mode);

/* Mounts a new file system of TYPE on that directory; mount(2).  Returns 0, or
   -1 with a failure and errno. */
int place_mount(int root, const char *name, const char *type,
                unsigned long flags, const char *options);

/* Mounts the host's directory HOST, with all that is mounted below, on the
   directory NAME.  ATTRIBUTES, MOUNT_ATTR_* constants, are set on all of it;
   mount_setattr(2).  Returns 0, or -1. */
int place_bind(int root, const char *name, const char *host,
               unsigned long long attributes);

/* 0 if the file system of NAME has the magic number MAGIC and the flags FLAGS
   (ST_* constants), statfs(2); -1 if a mount said yes and did less. */
int place_is(int root, const char *name, long magic, unsigned long flags);

/* True if the caller's namespace of TYPE ("pid", "net", "ipc") belongs to its
   user namespace, so that it may mount the file system that shows it;
   ioctl_ns(2), NS_GET_USERNS. */
bool owns_namespace(const char *type);

#endif
