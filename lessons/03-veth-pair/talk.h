/* talk.h - steps 6 to 8 of lesson 3: what goes through the cable */

#ifndef TALK_H
#define TALK_H

int ping_both_ways(void);
int ping_nobody(void);
int port_80_twice(void);

#endif
