/* caps.c - capabilities, given up for good

   The question: how does a process that runs as root give up most of root's
   power, so that neither it nor any program it becomes can get it back?

   Three steps in this order, since the second needs what the third takes away:
   ambient set, bounding set, and then permitted, effective and inheritable in
   one call.  Then the kernel is asked what there is now: a security step that
   was only believed to work is worse than none.

   See also: capabilities(7), capget(2), prctl(2). */

#include "lessons/05-caps/caps.h"

#include "common/failure.h"

#include <errno.h>
#include <linux/capability.h>
#include <linux/securebits.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* ANCHOR: lower */
int caps_lower(cap_set keep)
{
    struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
    struct __user_cap_data_struct data[2] = {
        { .effective = (uint32_t) keep, .permitted = (uint32_t) keep },
        { .effective = (uint32_t) (keep >> 32),
          .permitted = (uint32_t) (keep >> 32) },
    };

    if (syscall(SYS_capset, &header, data) == 0)
        return 0;
    failed("capset(permitted and effective %016llx)",
           (unsigned long long) keep);
    if (last_failure()->error == EPERM)
        cause("a capability that is not in the permitted set cannot be added; "
              "capset(2)");
    return -1;
}
/* ANCHOR_END: lower */

/* The program that was called, whichever lesson it is. */
static int with_sudo(void)
{
    return cure("the same line with sudo: sudo %s ...",
                program_invocation_name);
}

static int drop_from_bounding(int cap)
{
    if (prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) == 0)
        return 0;
    failed("prctl(PR_CAPBSET_DROP, %d)", cap);
    cause("dropping from the bounding set needs CAP_SETPCAP; capabilities(7)");
    if (geteuid() != 0)
        return with_sudo();
    return cure("run it outside of the container or service that took "
                "CAP_SETPCAP away");
}

/* ANCHOR: bound */
int caps_bound(cap_set keep)
{
    struct caps now;
    int last = caps_last();

    if (last == -1 || caps_of(0, &now) == -1)
        return -1;
    if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) == -1)
        return failed("prctl(PR_CAP_AMBIENT_CLEAR_ALL)");

    /* To the last of this *kernel*, not of our table of names. */
    cap_set drop = now.bounding & ~keep;
    for (int cap = 0; cap <= last; cap++)
        if (drop & CAP_BIT(cap) && drop_from_bounding(cap) == -1)
            return -1;
    return 0;
}
/* ANCHOR_END: bound */

static int agreed_only(void)
{
    cause("something between this program and the kernel says yes and does "
          "nothing; nothing is run");
    return cure("run it without strace(1) or sandbox around it");
}

int caps_no_new_privs(void)
{
    struct caps by_proc;

    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1)
        return failed("prctl(PR_SET_NO_NEW_PRIVS)");
    int by_call = caps_has_no_new_privs();
    if (by_call == -1 || caps_of(0, &by_proc) == -1)
        return -1;
    if (by_call == 1 && by_proc.no_new_privs)
        return 0;
    failed_saying("it reads back as off", "prctl(PR_SET_NO_NEW_PRIVS)");
    return agreed_only();
}

/* ---- exactly these ----------------------------------------------------- */

int caps_must_be(const char *set, cap_set wanted, cap_set found)
{
    if (wanted == found)
        return 0;
    failed_saying("the kernel agreed, and did not do it",
                  "the %s set reads back as %016llx, not as %016llx", set,
                  (unsigned long long) found, (unsigned long long) wanted);
    return agreed_only();
}

static int have_to_be(cap_set keep, const struct caps *now)
{
    if (caps_must_be("effective", keep, now->effective) == -1
        || caps_must_be("permitted", keep, now->permitted) == -1
        || caps_must_be("bounding", keep, now->bounding) == -1
        || caps_must_be("inheritable", 0, now->inheritable) == -1
        || caps_must_be("ambient", 0, now->ambient) == -1)
        return -1;
    return 0;
}

static int has_all_of(cap_set keep)
{
    struct caps now;
    char text[700];

    if (caps_of(0, &now) == -1)
        return -1;
    cap_set missing = keep & ~(now.permitted & now.bounding);
    if (missing == 0)
        return 0;
    failed_saying("this process does not have it", "keep %s",
                  caps_text(missing, text, sizeof text));
    cause("what is not in the permitted and bounding sets cannot be kept; "
          "capabilities(7)");
    return cure("leave it out: grep Cap /proc/self/status shows what there is");
}

/* ANCHOR: keep */
int caps_keep(cap_set keep)
{
    struct caps now;

    if (has_all_of(keep) == -1 || caps_bound(keep) == -1
        || caps_lower(keep) == -1)
        return -1;
    if (caps_read(&now) == -1 || have_to_be(keep, &now) == -1)
        return -1;
    return caps_of(0, &now) == -1 ? -1 : have_to_be(keep, &now);
}
/* ANCHOR_END: keep */

int caps_survive_exec(cap_set keep)
{
    int bits = prctl(PR_GET_SECUREBITS, 0, 0, 0, 0);
    bool root = geteuid() == 0;
    char text[700];

    if (bits == -1)
        return failed("prctl(PR_GET_SECUREBITS)");
    if (keep == 0 || (root && !(bits & SECBIT_NOROOT)))
        return 0;
    failed_saying(caps_text(keep, text, sizeof text),
                  "as uid %d, execve(2) would drop", (int) geteuid());
    if (root) {
        cause("SECBIT_NOROOT is set: execve(2) gives uid 0 no more than any "
              "other uid; capabilities(7)");
        return cure("start it where setpriv --dump does not say noroot");
    }
    cause("a program that is started by another uid than 0 keeps ambient "
          "capabilities only; capabilities(7)");
    return with_sudo();
}
