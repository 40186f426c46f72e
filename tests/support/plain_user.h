/* plain_user.h - a lesson and a user who is not root */

#ifndef TEST_PLAIN_USER_H
#define TEST_PLAIN_USER_H

#include "robot.h"

/* Skips this test where plain users have no user namespaces: lesson 0 says
   so. */
void need_user_namespaces(void);

/* LESSON, which needs root, is told by a plain user: 77, with the cause and the
   ways that are open here.  WAY are the options of unshare(1) with which it
   runs without root, "-Ur"; NULL: it does not.  Returns that run. */
#define tell_the_way(lesson, way) tell_the_way_at(HERE, lesson, way)
struct robot *tell_the_way_at(struct where where, const char *lesson,
                              const char *way);

/* The whole show by a plain user, with the options of robot_start(): .wrapper =
   { "unshare", "-Ur" }.  No line of it may ask for root.  Returns that run. */
#define show_without_root(lesson, ...)                                    \
    show_without_root_at(HERE, lesson, (struct robot_options){ __VA_ARGS__ })
struct robot *show_without_root_at(struct where where, const char *lesson,
                                   struct robot_options options);

#endif
