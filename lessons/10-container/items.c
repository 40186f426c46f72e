/* items.c - what a container is made of, one by one, for --without=ITEM */

#include "lessons/10-container/items.h"

#include "common/failure.h"
#include "common/nearest.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* ANCHOR: items */
const struct item_words item_words[ITEMS] = {
    [PRIVATE_MOUNTS] = { "private", 7, "its mounts would appear in the "
        "namespace around it; pivot_root(2) refuses to go on" },
    [PID_NAMESPACE] = { "pid", 8, "it sees all processes of the host, and root "
        "in it may signal them" },
    [NET_NAMESPACE] = { "net", 2, "it has the host's network, and reaches the "
        "host's abstract sockets" },
    [UTS_NAMESPACE] = { "uts", 2, "its host name is the host's" },
    [IPC_NAMESPACE] = { "ipc", 2, "it shares the host's shared memory and "
        "message queues" },
    [CGROUP] = { "cgroup", 4, "it may use all memory and CPUs, and fork until "
        "the host has no process left" },
    [CGROUP_NAMESPACE] = { "cgroupns", 4, "it sees where on the host its "
        "cgroup is" },
    [MASKS] = { "masks", 7, "it can read what /proc and /sys tell of the host: "
        "/proc/keys, /proc/timer_list, /proc/kcore" },
    [READONLY_PATHS] = { "readonly", 7, "root in it may write to /proc/sys and "
        "/proc/sysrq-trigger, the settings of the host's kernel" },
    [TERMINAL] = { "terminal", 10, "it shares your terminal, and may be able "
        "to type into your shell" },
    [DESCRIPTORS] = { "descriptors", 10, "it inherits the files that its "
        "caller left open" },
    [KEYRING] = { "keyring", 10, "it has the caller's session keyring" },
    [ENVIRONMENT] = { "environment", 10, "it can read your environment, and "
        "the passwords that people keep there" },
    [UMASK] = { "umask", 10, "its files get the modes that your umask allows" },
    [LIMITS] = { "limits", 10, "a crash in it may write a memory image on the "
        "host" },
    [HIDDEN] = { "hidden", 10, "it can look into its process 1, which is "
        "ours" },
    [INIT] = { "init", 8, "the command is process 1: it ignores the signals "
        "that it does not handle, and leaves zombies" },
    [CAPS] = { "caps", 5, "root in it keeps all that root may do" },
    [NO_NEW_PRIVS] = { "nnp", 5, "only the flag nosuid of its mounts keeps a "
        "set-user-ID program from giving more rights" },
    [SECCOMP] = { "seccomp", 6, "it may ask the kernel for anything: mount(2), "
        "bpf(2), unshare(2)" },
    [SEALED] = { "sealed", 10, "the author of the image can reach this very "
        "program, by /proc/PID/exe" },
    [JANITOR] = { "janitor", 10, "if this program is killed, its cgroup stays "
        "behind until the next sweep" },
};
/* ANCHOR_END: items */

static const char *item_name(int item)
{
    return item < ITEMS ? item_words[item].name : NULL;
}

static int find_item(const char *name)
{
    char words[64];

    for (int item = 0; item < ITEMS; item++)
        if (strcmp(name, item_words[item].name) == 0)
            return item;
    const char *meant = nearest(name, item_name);
    snprintf(words, sizeof words, meant ? "did you mean '%s'?"
                                        : "--help lists the items", meant);
    return failed_saying(words, "--without: there is no item '%s'", name);
}

int items_parse(const char *list, unsigned *without)
{
    char name[32];

    do {
        size_t length = strcspn(list, ",");
        snprintf(name, sizeof name, "%.*s", (int) length, list);
        int item = find_item(name);
        if (item == -1)
            return -1;
        *without |= 1u << item;
        list += length;
    } while (*list++ == ',');
    return 0;
}
