/* user.c - who the command is

   The question: what makes a process somebody?  Three user ids, three group
   ids and a list of groups; forgetting one of them leaves a way back.

   See also: credentials(7), setresuid(2), setgroups(2), user_namespaces(7). */

#include "lessons/10-container/user.h"

#include "common/failure.h"
#include "common/files.h"

#include <errno.h>
#include <grp.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#define HIGHEST_ID 4294967294u /* -1 means "leave it", setresuid(2) */

/* Reads digits without a needless 0 before them, up to another character. */
static bool read_id(const char **text, unsigned *id)
{
    const char *digit = *text;
    uint64_t number = 0;

    for (; *digit >= '0' && *digit <= '9' && number <= HIGHEST_ID; digit++)
        number = number * 10 + (unsigned) (*digit - '0');
    bool some = digit != *text && (**text != '0' || digit == *text + 1);
    *text = digit;
    *id = (unsigned) number;
    return some && number <= HIGHEST_ID;
}

static bool read_user(const char *text, struct user *user)
{
    unsigned uid, gid;

    if (!read_id(&text, &uid))
        return false;
    gid = uid;
    if (*text == ':') {
        text++;
        if (!read_id(&text, &gid))
            return false;
    }
    *user = (struct user){ uid, gid };
    return *text == '\0';
}

int user_parse(const char *text, struct user *user)
{
    struct user read;

    if (read_user(text, &read)) {
        *user = read;
        return 0;
    }
    failed_saying("expected UID or UID:GID, numbers from 0 to 4294967294",
                  "--user: '%.40s'", text);
    if (*text > '9')
        cause("a name would be looked up in the image, which is not trusted");
    return -1;
}

/* ---- becoming ----------------------------------------------------------- */

/* In a user namespace whose maker was no root, groups cannot be given up:
   being outside of a group can be a privilege, too; user_namespaces(7). */
static bool groups_are_fixed(void)
{
    char answer[16];

    return read_file("/proc/self/setgroups", answer, sizeof answer) > 0
        && strcmp(answer, "deny") == 0;
}

static int drop_groups(void)
{
    if (setgroups(0, NULL) == -1) {
        failed("setgroups(0)");
        return last_failure()->error == EPERM && groups_are_fixed() ? 0 : -1;
    }
    int left = getgroups(0, NULL);
    if (left == -1)
        return failed("getgroups()");
    if (left > 0)
        return failed_saying("some are left", "setgroups(0)");
    return 0;
}

static int not_mapped(void)
{
    if (last_failure()->error != EINVAL)
        return -1;
    cause("this user namespace has no such id; see /proc/self/uid_map and "
          "gid_map");
    return cure("--user=0, or sudo; how to get more ids: build/09-userns");
}

static int read_back(const struct user *user)
{
    uid_t uid[3];
    gid_t gid[3];

    if (getresuid(&uid[0], &uid[1], &uid[2]) == -1
        || getresgid(&gid[0], &gid[1], &gid[2]) == -1)
        return failed("getresuid()");
    for (int i = 0; i < 3; i++)
        if (uid[i] != user->uid || gid[i] != user->gid)
            return failed_saying("the kernel says otherwise",
                                 "setresuid(%u), setresgid(%u)", user->uid,
                                 user->gid);
    return 0;
}

/* ANCHOR: become */
int user_become(const struct user *user)
{
    /* The groups first: whoever is no root any more may not. */
    if (drop_groups() == -1)
        return -1;
    if (setresgid(user->gid, user->gid, user->gid) == -1) {
        failed("setresgid(%u)", user->gid);
        return not_mapped();
    }
    if (setresuid(user->uid, user->uid, user->uid) == -1) {
        failed("setresuid(%u)", user->uid);
        return not_mapped();
    }
    return read_back(user);
}
/* ANCHOR_END: become */
