/* test.h - all that a guided test includes

   Such a test is the second telling of its lesson: its name is a claim, a
   comment above it draws the situation, and its assertions say which man page
   decides.  It drives the real program and asks the kernel from outside:

       #include "support/test.h"

       / *  host "laptop"  -- unshare, sethostname -->  box "box"  * /
       static void the_host_keeps_its_hostname(void **state)
       {
           (void) state;
           need_root();
           struct robot *robot = robot_start("02-unshare");

           robot_go_to(robot, 3);
           long box = robot_number(robot, "nsenter -t");
           assert_said(robot, "box: the host name is box",
                       "the box reads its own; see uts_namespaces(7)");
           assert_shows("uname -n", "laptop",
                        "the host keeps its name; see uts_namespaces(7)");
           assert_shows(text("nsenter -t %ld -u uname -n", box), "box",
                        "whoever enters sees the other; see setns(2)");
           assert_int_equal(robot_quit(robot), 0);
       }

       int main(int argc, char *argv[])
       {
           const struct CMUnitTest tests[] = {
               cmocka_unit_test(the_host_keeps_its_hostname),
           };

           return run_lesson_tests("02-unshare", tests, argc, argv);
       }

   A test may end only when its programs have: robot_walk(), robot_quit(),
   robot_finish() or assert_status().  What is left on the host fails it.

   What every lesson is asked, each way out and the user without root, is in
   ways_out.h and plain_user.h. */

#ifndef TEST_TEST_H
#define TEST_TEST_H

#include "host.h"
#include "robot.h"
#include "suite.h"
#include "teach.h"
#include "text.h"

#endif
