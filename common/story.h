/* story.h - a lesson is a list of steps, and this is how it is told

   A lesson fills in a struct lesson and calls tell() from main().  Every
   program then has the same options, the same pauses and the same ways out. */

#ifndef STORY_H
#define STORY_H

/* One step: a heading, and the function that shows it.  The function speaks
   its `same as:` and `ask:` lines, calls pause_here(), does the deed, and speaks
   facts and `verify:` lines; see voice.h.  It returns 0, or -1 with a failure
   recorded. */
struct step {
    const char *title;
    int (*show)(void);
};

/* An option that only this lesson has.  TAKE gets the value (NULL without
   ARGUMENT) and returns 0, or -1 with a failure that says what was expected. */
struct lesson_option {
    const char *name;
    const char *argument; /* its name in --help, or NULL */
    const char *help;
    int (*take)(const char *value);
};

struct lesson {
    const char *name;  /* of the program: "02-unshare" */
    const char *title; /* "unshare - a namespace is a view" */
    const char *needs; /* "nothing", "root", ... */
    const char *pages; /* man pages to read along */

    const struct step *steps; /* ended by a step without title */
    int tour;   /* the step with the surprise: --tour shows it */
    int deeper; /* the first step that a talk leaves out, or 0 */

    const char *done;       /* what was shown */
    const char *known_as;   /* what Docker or podman call it */
    const char *still_open; /* what the box can still do, and the lesson that
                               closes it */

    /* Each may be NULL, and returns 0, or -1 with a failure recorded. */
    int (*ready)(void); /* can the story be told here?  -1: exit status 77;
                           not asked before run, whose own answer is 125 */
    int (*check)(void); /* the hardest steps, tried in a throw-away child, which
                           then undoes what it has registered */
    int (*sweep)(void); /* removes what killed runs left; says so with swept();
                           not called but in the first pid namespace, owner.h */
    int (*run)(char *argv[]); /* for "-- CMD": returns the exit status */

    /* What RUN takes in place of a command, "PID [PID]", and what that does; both
       for --help.  NULL: a command.  Options may then stand behind it, and a
       failure of ours is 1, not 125. */
    const char *arguments, *arguments_help;

    const struct lesson_option *options; /* ended by one without name */
    int usage_status; /* of a wrong command line; 0: it is 2 */
};

/* Tells the story (or does what the options ask for) and returns the exit
   status of main(): 0 shown, 1 a step failed, 2 usage, 77 this machine cannot
   run it, 128+n stopped by signal n. */
int tell(const struct lesson *lesson, int argc, char *argv[]);

/* The pause of --step and --pace: the learner predicts, then sees.  Does not
   return if the learner quits or a signal comes: then everything is undone and
   the program ends. */
void pause_here(void);

/* For a sweep function: says that WHAT was removed. */
void swept(const char *what);

#endif
