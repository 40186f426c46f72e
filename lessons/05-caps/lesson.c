/* 05-caps - root in small pieces

   The question: what makes root powerful, the number 0 or something else?  You
   will see root's power as a list of names, a table of deeds with the name that
   each wants, the same table when all names but one are gone, what the number
   still does, and how execve(2) gives back what was dropped carelessly.

   See also: capabilities(7), capget(2), prctl(2), execve(2). */

#include "common/failure.h"
#include "common/options.h"
#include "common/owner.h"
#include "common/story.h"
#include "common/undo.h"
#include "common/voice.h"
#include "lessons/02-unshare/refused.h"
#include "lessons/05-caps/caps.h"
#include "lessons/05-caps/drop.h"
#include "lessons/05-caps/keep.h"
#include "lessons/05-caps/places.h"
#include "lessons/05-caps/table.h"

#include <linux/capability.h>
#include <unistd.h>

#define NAME "05-caps"
#define HEX "%016llx"

static struct caps mine; /* of this process, as read in step 1 */
static struct child box, docker_box, podman_box;
static struct child plain, bound, locked; /* of steps 5 and 6 */

static column before; /* what the kernel said to all of root */

static unsigned long long hex(cap_set set)
{
    return set;
}

/* ---- for another terminal ---------------------------------------------- */

/* How another terminal becomes what this story's user is.  A plain user's PATH
   may lack /usr/sbin, where capsh(1) is. */
static const char *as_root(void)
{
    return in_first_namespace("user") ? "sudo" : "unshare -Ur";
}

static const char *capsh(void)
{
    return in_first_namespace("user") ? "capsh" : "/usr/sbin/capsh";
}

static int verify_effective(pid_t pid)
{
    struct caps now;

    if (caps_of(pid, &now) == -1)
        return -1;
    verify("grep CapEff /proc/%d/status", (int) pid);
    expect(HEX, hex(now.effective));
    return 0;
}

/* ---- the steps --------------------------------------------------------- */

static void show_set(const char *name, cap_set set)
{
    char text[700];

    if (set == mine.effective)
        fact("host", "%s set -> same", name);
    else
        fact("host", "%s set: %s", name, caps_text(set, text, sizeof text));
}

static int power_is_a_list(void)
{
    char text[700];

    same_as("setpriv --dump");
    pause_here();
    int last = caps_last();
    if (last == -1 || caps_read(&mine) == -1)
        return -1;
    cap_set lacking = (CAP_BIT(last) | (CAP_BIT(last) - 1)) & ~mine.effective;

    fact("host", "my effective set is " HEX ", %d of %d capabilities:",
         hex(mine.effective), caps_count(mine.effective), last + 1);
    fact("host", "%s", caps_text(mine.effective, text, sizeof text));
    if (lacking)
        fact("host", "lacking: %s", caps_text(lacking, text, sizeof text));
    show_set("permitted", mine.permitted);
    show_set("bounding", mine.bounding);
    show_set("inheritable", mine.inheritable);
    show_set("ambient", mine.ambient);
    return verify_effective(getpid());
}

static int deeds_want_capabilities(void)
{
    same_as("%s -unm sh -c 'hostname changed; ip link set lo up'",
            in_first_namespace("user") ? "sudo unshare" : "unshare -Ur");
    pause_here();
    if (place_make(&box, CAP_BIT(CAP_NET_ADMIN), "the box") == -1
        || table_try(&box, before) == -1)
        return -1;
    table_show(EVERY, before, (struct shown){ "KERNEL", before },
               (struct shown){ 0 });
    verify("%s hostname", nsenter(box.pid, "-u"));
    expect("changed");
    return 0;
}

static int keep_one(void)
{
    column now;

    same_as("%s setpriv --bounding-set -all,+net_admin sh", as_root());
    pause_here();
    if (place_keep(&box) == -1 || table_try(&box, now) == -1)
        return -1;
    table_show(ABOUT_POWER, before, (struct shown){ "BEFORE", before },
               (struct shown){ "NOW", now });
    /* In a user namespace this line would first have to enter it. */
    if (nobodys_pid() && in_first_namespace("user")) {
        refused("sudo setpriv --bounding-set -all,+net_admin kill -0 %d",
                (int) nobodys_pid());
        expect("Operation not permitted");
    }
    return verify_effective(box.pid);
}

static int what_the_number_does(void)
{
    char text[700];
    struct caps caps;
    column now;

    same_as("%s setpriv --bounding-set -all cat " DEEDS_DIRECTORY "/roots",
            nsenter(box.pid, "-m"));
    ask("uid 0 has one capability left. Which files can it read?");
    pause_here();
    if (table_try(&box, now) == -1 || caps_of(box.pid, &caps) == -1)
        return -1;
    fact("box", "uid 0 with %s; the files have mode 0600",
         caps_text(caps.effective, text, sizeof text));
    table_show(ABOUT_FILES, before,
               (struct shown){ "BEFORE", before },
               (struct shown){ "NOW", now });
    fact("note", "uid 0 owns what root owns, and an owner needs no capability; "
                 "lessons 7 and 9 take that away");
    enter("%s setpriv --bounding-set -all,+net_admin sh",
          nsenter(box.pid, "-m -n -u"));
    verify("%s ls -l " DEEDS_DIRECTORY, nsenter(box.pid, "-m"));
    expect("-rw-------");
    return 0;
}

static int show_drop(struct child *child, enum how how, const char *what)
{
    struct caps dropped, now;

    if (drop_and_exec(child, how, &dropped, &now) == -1)
        return -1;
    fact("child", "%s", what);
    fact("child", "CapEff before execve: " HEX, hex(dropped.effective));
    fact("child", "CapEff after execve:  " HEX " -> %s", hex(now.effective),
         dropped.effective == now.effective ? "same" : "different");
    return 0;
}

static int exec_gives_back(void)
{
    same_as("%s %s --caps= -- -c 'grep CapEff /proc/self/status'", as_root(),
            capsh());
    ask("a child empties its effective and permitted set, then becomes sh. "
        "What may sh do?");
    pause_here();
    if (undo_now(&box) == -1
        || show_drop(&plain, DROP_ONLY, "empties the effective and permitted "
                     "set, becomes sh") == -1)
        return -1;
    fact("note", "when uid 0 executes a program, execve fills both from the "
                 "bounding set: to give up is not enough");
    return verify_effective(plain.pid);
}

static int two_locks(void)
{
    same_as("%s setpriv --bounding-set -all grep CapEff /proc/self/status",
            as_root());
    same_as("%s setpriv --no-new-privs %s --caps= -- -c "
            "'grep CapEff /proc/self/status'", as_root(), capsh());
    pause_here();
    if (undo_now(&plain) == -1
        || show_drop(&bound, DROP_BOUNDING,
                     "one lock: empties the bounding set, too") == -1
        || show_drop(&locked, DROP_LOCKED,
                     "the other lock: sets no_new_privs instead") == -1)
        return -1;
    fact("note", "the bounding set limits what root gets back; no_new_privs "
                 "also stops set-user-ID programs such as sudo");
    if (verify_effective(bound.pid) == -1)
        return -1;
    return verify_effective(locked.pid);
}

static int try_list(struct child *engine, cap_set list, const char *what,
                    column said)
{
    if (place_make(engine, list & mine.permitted & mine.bounding, what) == -1
        || place_keep(engine) == -1)
        return -1;
    return table_try(engine, said);
}

static int what_engines_leave(void)
{
    column docker, podman;
    char text[700];

    same_as("%s build/" NAME " --keep docker -- sh", as_root());
    pause_here();
    if (undo_now(&bound) == -1 || undo_now(&locked) == -1
        || try_list(&docker_box, docker_keeps, "the box with Docker's list",
                    docker) == -1
        || try_list(&podman_box, podman_keeps, "the box with podman's list",
                    podman) == -1)
        return -1;
    table_show(WANTING, before,
               (struct shown){ "DOCKER", docker },
               (struct shown){ "PODMAN", podman });
    fact("note", "Docker keeps %d, podman %d: without %s",
         caps_count(docker_keeps), caps_count(podman_keeps),
         caps_text(docker_keeps & ~podman_keeps, text, sizeof text));
    return verify_effective(docker_box.pid);
}

static const struct step steps[] = {
    { "Root's power is a list of names", power_is_a_list },
    { "Each deed wants a name from the list", deeds_want_capabilities },
    { "Only CAP_NET_ADMIN is left", keep_one },
    { "What the number 0 still does", what_the_number_does },
    { "Dropped, and given back by execve", exec_gives_back },
    { "Two locks that hold", two_locks },
    { "What Docker and podman leave", what_engines_leave },
    { 0 },
};

/* ------------------------------------------------------------------------ */

static int ready(void)
{
    if (keep_is_given())
        usage_error(NAME, "--keep needs a command: --keep=LIST -- CMD");
    return need_root(NAME, "-Ur");
}

static int check(void)
{
    if (need_root(NAME, "-Ur") == -1
        || place_make(&box, CAP_BIT(CAP_NET_ADMIN), "the box") == -1
        || place_keep(&box) == -1 || table_try(&box, before) == -1)
        return -1;
    return 0;
}

static const struct lesson_option options[] = {
    { "keep", "LIST", "what COMMAND keeps: names such as net_admin,CAP_KILL,\n"
      "                      or docker, podman, none", keep_take },
    { 0 },
};

static const struct lesson lesson = {
    .name = NAME,
    .title = "capabilities - root in small pieces",
    .needs = "root (or a user namespace: unshare -Ur build/05-caps)",
    .pages = "capabilities(7), capget(2), prctl(2), execve(2)",
    .steps = steps,
    .tour = 3,
    .deeper = 5,
    .done = "root's power was taken apart, tried piece by piece, and locked "
            "away so that execve does not give it back",
    .known_as = "--cap-drop and --cap-add of docker and podman; capabilities "
                "in a Kubernetes securityContext",
    .still_open = "any system call may be asked (lesson 6); uid 0 still owns "
                  "root's files (lessons 7 and 9)",
    .ready = ready,
    .check = check,
    .run = keep_run,
    .options = options,
};

int main(int argc, char *argv[])
{
    return tell(&lesson, argc, argv);
}
