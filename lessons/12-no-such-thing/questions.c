/* questions.c - all that this lesson asks about a process

   The question: what makes the difference between your shell and a container?
   These rows, and nothing else.  Another row is one more line.

   See also: namespaces(7), cgroups(7), capabilities(7), seccomp(2), proc(5). */

#include "lessons/12-no-such-thing/answers.h"

const char *const group_names[GROUPS] = { "view", "amount", "permission",
                                          "kernel" };

#define NAMESPACE(type, other) { type, VIEW, answer_namespace, type, other }
#define LIMIT(name, line) \
    { "RLIMIT_" name, AMOUNT, answer_limit, line, "getrlimit(2) has them" }
#define CAPS(name, line, other) \
    { name, PERMISSION, answer_caps, line, other }

const struct question questions[] = {
    /* ANCHOR: view */
    NAMESPACE("cgroup", "another group is shown as the root of all groups"),
    NAMESPACE("ipc", "other message queues and System V shared memory"),
    NAMESPACE("mnt", "another list of mounts"),
    NAMESPACE("net", "other links, addresses, routes and ports"),
    NAMESPACE("pid", "processes have other numbers, and not all are seen"),
    NAMESPACE("time", "another time since boot"),
    NAMESPACE("user", "uid 0 is somebody else, with power over other things"),
    NAMESPACE("uts", "another host name"),
    { "root", VIEW, answer_root, "root", "another directory is called /" },
    { "mounts", VIEW, answer_mounts, "mountinfo", "more or fewer mounts" },
    /* ANCHOR_END: view */

    { "group", AMOUNT, answer_group, "memory",
      "another group: what one uses is not taken from the other" },
    { "memory", AMOUNT, answer_memory, "memory",
      "the group is killed at another size" },
    { "cpu", AMOUNT, answer_cpu, "cpu", "the group is slowed at another rate" },
    { "pids", AMOUNT, answer_pids, "pids",
      "fork is refused at another number of processes" },
    { "processors", AMOUNT, answer_line, "Cpus_allowed_list",
      "it runs on other processors" },
    { "oom_score_adj", AMOUNT, answer_file, "oom_score_adj",
      "one is killed before the other when memory is short" },
    LIMIT("CPU", "Max cpu time"),
    LIMIT("FSIZE", "Max file size"),
    LIMIT("DATA", "Max data size"),
    LIMIT("STACK", "Max stack size"),
    LIMIT("CORE", "Max core file size"),
    LIMIT("RSS", "Max resident set"),
    LIMIT("NPROC", "Max processes"),
    LIMIT("NOFILE", "Max open files"),
    LIMIT("MEMLOCK", "Max locked memory"),
    LIMIT("AS", "Max address space"),
    LIMIT("LOCKS", "Max file locks"),
    LIMIT("SIGPENDING", "Max pending signals"),
    LIMIT("MSGQUEUE", "Max msgqueue size"),
    LIMIT("NICE", "Max nice priority"),
    LIMIT("RTPRIO", "Max realtime priority"),
    LIMIT("RTTIME", "Max realtime timeout"),

    { "uid_map", PERMISSION, answer_id_map, "uid_map",
      "users inside are other users outside" },
    { "gid_map", PERMISSION, answer_id_map, "gid_map",
      "groups inside are other groups outside" },
    { "uid", PERMISSION, answer_ids, "Uid", "it is another user's" },
    { "gid", PERMISSION, answer_ids, "Gid", "it is of another group" },
    { "groups", PERMISSION, answer_line, "Groups",
      "it has the rights of other groups" },
    CAPS("effective", "CapEff", "one may do what the other may not"),
    CAPS("permitted", "CapPrm", "one can make effective what the other cannot"),
    CAPS("bounding", "CapBnd", "execve can give one what the other cannot get"),
    CAPS("inheritable", "CapInh", "program files can keep other capabilities"),
    CAPS("ambient", "CapAmb", "programs keep other capabilities"),
    { "no_new_privs", PERMISSION, answer_yes_no, "NoNewPrivs",
      "sudo and the like give something to one only" },
    { "seccomp", PERMISSION, answer_seccomp, "Seccomp",
      "one may ask for system calls that the other may not" },
    { "filters", PERMISSION, answer_line, "Seccomp_filters",
      "the system calls pass through other filters" },
    { "label", PERMISSION, answer_label, "attr/current",
      "a security module has other rules for it" },

    { "release", KERNEL, answer_kernel, "osrelease", "another kernel" },
    { "boot id", KERNEL, answer_kernel, "random/boot_id", "another kernel" },
    { 0 },
};
