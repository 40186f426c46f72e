/* unit-container - two containers that share the limits of one cgroup

   Started as "unit-container --pod", this program is their parent, as a lesson
   with several containers is. */

#include "common/failure.h"
#include "common/undo.h"
#include "common/wait.h"
#include "lessons/10-container/container.h"
#include "support/launch.h"
#include "support/robot.h"
#include "support/suite.h"
#include "support/text.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* ---- the parent --------------------------------------------------------- */

static struct container containers[2];
static struct settings settings;
static struct cgroup group;

static void say_nothing(const char *note)
{
    (void) note;
}

static int make_group(void)
{
    if (undo_later(cgroup_undo, &group, "the cgroup", NULL) == -1
        || cgroup_create(&group) == -1)
        return -1;
    return cgroup_limit_pids(&group, 60);
}

static int start(struct container *container)
{
    static char *command[] = { "sleep", "600", NULL };

    if (container_prepare(container, &settings, command, say_nothing) == -1)
        return -1;
    container->terminals = 0;
    return container_do(container, 0, COMMAND);
}

static int pod(void)
{
    pid_t members[16];
    int status;

    settings = default_settings;
    settings.cgroup = &group;
    settings.image = text("%s/image", launch_build());
    if (make_group() == -1
        || start(&containers[0]) == -1 || start(&containers[1]) == -1)
        return -1;
    printf("members: %d\n", cgroup_members(&group, members, 16));
    printf("cables: %s\n", strcmp(containers[0].cable.subnet.text,
                                  containers[1].cable.subnet.text)
                           ? "different" : "same");
    for (int i = 0; i < 2; i++)
        if (container_signal(&containers[i], SIGTERM) == -1
            || container_wait(&containers[i], &status) == -1)
            return -1;
    printf("left: %d\n", undo_all("unit-container", NULL));
    return 0;
}

/* ---- the test ----------------------------------------------------------- */

/*   cgroup loac-PID-TIME:  box, sleep  and  box, sleep                       */
static void two_containers_share_a_cgroup(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = shell(text("%s/tests/unit-container --pod",
                                     launch_build()));

    if (robot->status == 77)
        skip_because("%s", robot->err);
    assert_text("the parent", robot->out, "members: 4",
                "each has a process 1 and a command in it; see cgroups(7)");
    assert_text("the parent", robot->out, "cables: different",
                "their networks are their own");
    assert_text("the parent", robot->out, "left: 0", "all is taken away");
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_containers_share_a_cgroup),
    };

    if (argc == 2 && strcmp(argv[1], "--pod") == 0) {
        bool able = signals_begin() == 0 && cgroup_plan(&group) == 0;
        if (able && pod() == 0)
            return 0;
        speak_failure("unit-container");
        undo_all("unit-container", NULL);
        return able ? 1 : 77;
    }
    return run_unit_tests("unit-container", tests, argc, argv);
}
