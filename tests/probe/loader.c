/* loader - stands in for ld-linux.so(8) in an image that means harm

   "#!/proc/self/exe" has the kernel execute the program that has just become
   the command: ours, not the image's.  What that program is linked with comes
   out of the image, though: its loader, which may do to /proc/self/exe what it
   likes (CVE-2019-5736).  This one prints what that is.  Nothing has prepared a
   stack or a libc for it, so it is linked without start files and uses system
   calls alone. */

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

void _start(void) __attribute__((noreturn));

void _start(void)
{
    static char name[4096];
    long size = syscall(SYS_readlinkat, AT_FDCWD, "/proc/self/exe", name,
                        sizeof name);

    syscall(SYS_write, 1, name, size);
    for (;;)
        syscall(SYS_exit_group, 0);
}
