/* form.h - the fixed form in which every lesson speaks

       Lesson 3: veth pair - a cable between two network namespaces
       needs: root
       read along: veth(4), ip-link(8)

       Step 3 of 9: Move veth1 into the box
         same as: $ sudo ip link set veth1 netns 4242
         ask:     how many ends will the host still see?
       [3 of 9] Enter
         host: veth0
         enter:   $ sudo nsenter -t 4242 -n sh
         verify:  $ sudo nsenter -t 4242 -n ip -br link
         expect:  veth1

   Steps count from 1 without gaps; within a step the order is heading, `same
   as:`, `ask:`, pause, facts (with `enter:` among them), `verify:` or
   `refused:`, each with its `expect:`.  At most two `ask:` lines and one
   `deeper:`.  At most 18 lines between two pauses, no line over 72 columns but
   commands.  At the end: `done:`, `cleaned up:`, `known as:`, `still open:`. */

#ifndef TEST_FORM_H
#define TEST_FORM_H

/* TRANSCRIPT is all that a lesson said in a terminal, run with --step to its
   end, keys included.  Returns NULL if it has the form; else what is wrong,
   with the line. */
const char *form_complaint(const char *transcript);

#endif
