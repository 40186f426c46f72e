/* 10-container - the life of a container

   The question: what is a container?  You will see a process being born,
   waiting, and getting one thing after another that lessons 1 to 9 have shown;
   then it becomes a shell, and is what everybody calls a container.  At the end
   all of it is taken away again, last made first.

   See also: clone(2), execve(2), namespaces(7), cgroups(7), capabilities(7),
   seccomp(2). */

#include "common/failure.h"
#include "common/story.h"
#include "lessons/00-your-machine/limits.h"
#include "lessons/02-unshare/refused.h"
#include "lessons/03-veth-pair/names.h"
#include "lessons/10-container/command.h"
#include "lessons/10-container/sealed.h"
#include "lessons/10-container/told.h"

#include <stdio.h>

#define NAME_ "10-container"
#define STORY_MEMORY ((uint64_t) 64 << 20)

static void keep_note(const char *what)
{
    if (told.noted < MOST_NOTES)
        snprintf(told.notes[told.noted++], sizeof told.notes[0], "%s", what);
}

static const struct step steps[] = {
    { "Who is there", who_is_there },
    { "A child in new namespaces, and it waits", a_child_that_waits },
    { "How much it may use, before it runs", how_much },
    { "A cable", a_cable },
    { "Another root", another_root },
    { "A name, a network, and nothing of ours", a_name_and_a_network },
    { "Rights, and then questions", rights_and_questions },
    { "It becomes the command: now it is a container", now_it_is_a_container },
    { "Type in it", type_in_it },
    { "It ends", it_ends },
    { "Everything is taken away again", teardown },
    { 0 },
};

/* ------------------------------------------------------------------------ */

/* A plain user needs a user namespace, which not every machine gives. */
static int allowed(void)
{
    if (told_is_plain())
        return try_user_namespace() == 0 ? 0
             : cure("sudo build/" NAME_ ", or the virtual machine: make vm");
    return need_root(NAME_, "-Ur");
}

static int ready(void)
{
    static char *shell[] = { "sh", NULL };

    container_options_agree(false);
    /* Whoever made the image may reach our program, as by /proc/1/exe. */
    if (sealed_self(container_arguments) == -1)
        return -1;
    if (allowed() == -1 || talk_open(&told.talk) == -1)
        return -1;
    told.settings = asked;
    /* Step 10 wants more than that: a laptop must be able to give it. */
    if (told.settings.memory > STORY_MEMORY)
        told.settings.memory = STORY_MEMORY;
    if (container_prepare(&told.container, &told.settings, shell, keep_note)
        == -1)
        return -1;
    told.container.inside = told.talk.inside;
    told.container.terminals = 0;
    return 0;
}

static int check(void)
{
    static char *command[] = { "true", NULL };
    int status;

    told.settings = default_settings;
    if (allowed() == -1
        || container_prepare(&told.container, &told.settings, command,
                             keep_note)
               == -1)
        return -1;
    told.container.terminals = 0;
    if (container_do(&told.container, 0, COMMAND) == -1
        || container_wait(&told.container, &status) == -1)
        return -1;
    return 0;
}

static int sweep(void)
{
    if (cgroup_sweep(NULL, swept) == -1)
        return -1;
    return netlink_allowed() == 0 ? sweep_links(swept) : 0;
}

static const struct lesson lesson = {
    .name = NAME_,
    .title = "the life of a container",
    .needs = "root (without: no cable, and limits only in a cgroup of yours)",
    .pages = "clone(2), execve(2), namespaces(7), cgroups(7), capabilities(7), "
             "seccomp(2)",
    .steps = steps,
    .tour = 9,
    .done = "a container was born, lived and died; each part of it was a "
            "system call of lessons 1 to 9",
    .known_as = "docker run; runc create, start and delete",
    .still_open = "one machine has one port 80 (lesson 11)",
    .ready = ready,
    .check = check,
    .sweep = sweep,
    .run = container_run,
    .options = settings_options,
    .usage_status = 125,
};

int main(int argc, char *argv[])
{
    container_arguments = argv;
    return tell(&lesson, argc, argv);
}
