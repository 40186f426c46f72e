/* rootfs.h - a root of its own: image, layers, kernel's file systems, pivot

   Every function does one thing to the calling process, which must be in a new
   mount namespace.  The order matters:

       rootfs_leave();       or clone(2), CLONE_NEWNS, then rootfs_private()
       image = rootfs_open("build/image");
       root = rootfs_layers(image);
       rootfs_proc(root);     these five while the host's mounts can still be
       rootfs_sys(root);      seen: in a user namespace the kernel gives a new
       rootfs_cgroup(root);   /proc only to who sees a whole one, and devices
       rootfs_dev(root);      are the host's
       rootfs_mqueue(root);
       rootfs_enter(root);
       rootfs_mask();         inside: no link of the image leads out any more
       rootfs_protect();
       rootfs_seal();         the root read-only, if that is wanted
       rootfs_no_files();     before execve(2)

   Whoever made the image is not trusted: its /dev, /proc and /sys may be links
   to anywhere.  Before the pivot a mount therefore goes to a directory that was
   opened without following links; its name is /proc/self/fd/N.  What the kernel
   says is read back, and a function that fails leaves nothing to go on with:
   end the process, and its mounts go with it.  All return 0 unless they say
   otherwise, or -1 with a failure.

   What stays open is the work of other lessons: /proc/PID/root of a process
   outside leads out, so a box needs a pid namespace (lesson 8); root with
   CAP_SYS_ADMIN takes masks and seal off again (lesson 5). */

#ifndef ROOTFS_H
#define ROOTFS_H

#include <stddef.h>

/* Opens the directory PATH as an image; open(2), O_PATH.  Links in PATH are
   followed: it is the user's own.  To be called where its layers are made: a
   descriptor from another mount namespace is refused there.  Returns a
   descriptor, or -1: it is missing, no directory, or may not be read. */
int rootfs_open(const char *path);

/* Writes the names of those directories of the image that hold programs and are
   other mounts, "usr lib", into NAMES: a layer has the files of one mount only.
   Returns how many, or -1; statx(2), STATX_MNT_ID. */
int rootfs_lacks(int image, char *names, size_t size);

/* Makes all mounts private, so that none that follows is seen on the host;
   mount_namespaces(7). */
int rootfs_private(void);

/* Leaves the caller's mount namespace for a new one, a copy, in which all is
   private; unshare(2). */
int rootfs_leave(void);

/* Puts an empty layer over the image, in memory, which takes every write and
   goes with the namespace: the kernel's overlayfs document.  No device file and
   no set-user-ID bit of the image works.  In a user namespace the image must
   have nothing mounted below it, as "/" has.  Closes IMAGE.  Returns a
   descriptor of the new root, or -1. */
int rootfs_layers(int image);

/* A new /proc for the caller's pid namespace; proc(5).  Where that is not ours
   to mount (a user namespace without a pid namespace of its own), the /proc
   that there is. */
int rootfs_proc(int root);

/* A new /sys, read-only, for the caller's network namespace; sysfs(5).  Where
   that is not ours to mount, the /sys that there is, read-only. */
int rootfs_sys(int root);

/* /sys/fs/cgroup, read-only, where the host has cgroup v2 there; otherwise
   nothing.  For a process in a cgroup namespace of its own: elsewhere it would
   show the host's; cgroup_namespaces(7). */
int rootfs_cgroup(int root);

/* A new /dev: null zero full random urandom tty, links to the open files,
   /dev/pts with terminals of its own, /dev/shm; null(4), pts(4).  A device file
   that is made there later does not work.  In a user namespace, where nobody
   makes device files, the host's six are bound. */
int rootfs_dev(int root);

/* /dev/mqueue of the caller's IPC namespace; nothing where that is not ours to
   mount; mq_overview(7).  After rootfs_dev(). */
int rootfs_mqueue(int root);

/* Makes ROOT the root of the mount namespace and detaches the old one: above
   "/" there is nothing then; pivot_root(2).  A descriptor of the old one that
   is still open leads back, and so does the /proc/PID/root of those who are
   still there.  The working directory is "/".  Closes ROOT. */
int rootfs_enter(int root);

/* Covers what tells about the host or its keys: files by /dev/null, directories
   by an empty file system.  What this kernel lacks is passed over.  Needs
   rootfs_dev() and rootfs_proc(). */
int rootfs_mask(void);

/* Makes what rules the whole machine read-only, such as /proc/sys. */
int rootfs_protect(void);

/* Makes the root read-only; /dev, /proc and so on stay as they are.  Who has
   CAP_SYS_ADMIN can undo it; mount(2), MS_REMOUNT. */
int rootfs_seal(void);

/* Marks all descriptors but 0, 1 and 2 close-on-exec: a directory of the host
   left open is a way out; close_range(2). */
int rootfs_no_files(void);

/* What rootfs_mask() covers ("cpu*" is each processor) and rootfs_protect()
   protects; ended by NULL. */
extern const char *const rootfs_masked[];
extern const char *const rootfs_protected[];

#endif
