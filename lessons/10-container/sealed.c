/* sealed.c - the program that enters an image is a copy that nobody can change

   The question: whose program is it that the first process of a container runs,
   until it calls execve(2)?  Ours, the file on the host; and /proc/1/exe opens
   that very file.  So what is run is a copy in memory whose seals forbid every
   change, also to root, and to ourselves.

   See also: memfd_create(2), fcntl(2) under "File Sealing", fexecve(3),
   proc(5). */

#include "lessons/10-container/sealed.h"

#include "common/failure.h"
#include "common/files.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#define SEALS (F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)
#define COPY_NAME "loac"

/* Since Linux 6.3 a memory file says whether it may be executed;
   <linux/memfd.h>. */
#ifndef MFD_EXEC
#define MFD_EXEC 0x0010U
#endif

static int open_self(void)
{
    int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);

    if (fd == -1) {
        failed("open(/proc/self/exe)");
        if (last_failure()->error == EACCES)
            cause("the program may be executed but not read, so not copied");
        return -1;
    }
    return fd;
}

/* A file that is not in memory has no seals: EINVAL. */
static int seals_of(int fd)
{
    int seals = fcntl(fd, F_GET_SEALS);

    if (seals == -1)
        return errno == EINVAL ? 0 : failed("fcntl(F_GET_SEALS)");
    return seals;
}

int sealed_already(void)
{
    char name[64] = "";

    CLOSES int self = open_self();
    if (self == -1)
        return -1;
    int seals = seals_of(self);
    if (seals == -1 || (seals & SEALS) == SEALS)
        return seals == -1 ? -1 : 1;
    /* A copy without seals would make copies for ever. */
    if (readlink("/proc/self/exe", name, sizeof name - 1) == -1)
        return failed("readlink(/proc/self/exe)");
    if (strncmp(name, "/memfd:" COPY_NAME " ", 12) == 0)
        return failed_saying("not sealed", "fcntl(%s, F_GET_SEALS)", name);
    return 0;
}

/* ---- the copy ----------------------------------------------------------- */

static int make_file(void)
{
    const unsigned flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
    int fd = memfd_create(COPY_NAME, flags | MFD_EXEC);

    if (fd == -1 && errno == EINVAL) /* older than Linux 6.3 */
        fd = memfd_create(COPY_NAME, flags);
    if (fd == -1) {
        failed("memfd_create(" COPY_NAME ", MFD_ALLOW_SEALING | MFD_EXEC)");
        if (last_failure()->error == EACCES) {
            cause("vm.memfd_noexec is 2: nothing in memory is executed");
            cure("sudo sysctl vm.memfd_noexec=1");
        }
        return -1;
    }
    return fd;
}

static int cannot_copy(void)
{
    failed("sendfile(/proc/self/exe)");
    if (last_failure()->error == EFBIG) {
        cause("the copy would be longer than a file may be; see "
              "getrlimit(2), RLIMIT_FSIZE");
        cure("ulimit -f unlimited, then again");
    }
    return -1;
}

static int copy_all(int from, int to)
{
    struct stat status;
    off_t at = 0;

    if (fstat(from, &status) == -1)
        return failed("fstat(/proc/self/exe)");
    while (at < status.st_size) {
        ssize_t size = sendfile(to, from, &at, (size_t) (status.st_size - at));
        if (size == -1)
            return cannot_copy();
        if (size == 0)
            return failed_saying("it has become shorter",
                                 "sendfile(/proc/self/exe)");
    }
    return 0;
}

/* Whoever writes beyond RLIMIT_FSIZE is killed, or, if that signal is ignored,
   gets an error, EFBIG, which can be told; setrlimit(2). */
static int copy_unless_too_long(int from, int to)
{
    void (*before)(int) = signal(SIGXFSZ, SIG_IGN);

    if (before == SIG_ERR)
        return failed("signal(SIGXFSZ, SIG_IGN)");
    if (copy_all(from, to) == -1)
        return -1;
    return signal(SIGXFSZ, before) == SIG_ERR ? failed("signal(SIGXFSZ)") : 0;
}

/* ANCHOR: seal */
static int seal(int copy)
{
    if (fcntl(copy, F_ADD_SEALS, SEALS) == -1)
        return failed("fcntl(F_ADD_SEALS)");
    int seals = seals_of(copy);
    if (seals == -1)
        return -1;
    if ((seals & SEALS) != SEALS)
        return failed_saying("they are not all there", "fcntl(F_GET_SEALS)");
    return 0;
}
/* ANCHOR_END: seal */

/* Found by PATH, it is called by a name that does not say where its file is;
   the copy can ask nobody else. */
static int name_place(char *argv[])
{
    static char path[PATH_MAX];

    if (strchr(argv[0], '/'))
        return 0;
    if (readlink("/proc/self/exe", path, sizeof path - 1) == -1)
        return failed("readlink(/proc/self/exe)");
    argv[0] = path;
    return 0;
}

static int become_copy(char *argv[])
{
    CLOSES int self = open_self();
    CLOSES int copy = self == -1 || name_place(argv) == -1 ? -1 : make_file();

    if (copy == -1 || copy_unless_too_long(self, copy) == -1
        || seal(copy) == -1)
        return -1;
    fexecve(copy, argv, environ);
    return failed("fexecve(a sealed copy of %s)", argv[0]);
}

int sealed_self(char *argv[])
{
    int already = sealed_already();

    if (already == 0)
        return become_copy(argv);
    if (already == -1)
        return -1;
    /* Executed by a descriptor, it is called as that, "3"; execve(2). */
    const char *slash = strrchr(argv[0], '/');
    if (prctl(PR_SET_NAME, slash ? slash + 1 : argv[0]) == -1)
        return failed("prctl(PR_SET_NAME)");
    return 0;
}
