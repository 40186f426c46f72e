/* told.h - the box of the story, and the steps that name its network */

#ifndef UNSHARE_TOLD_H
#define UNSHARE_TOLD_H

#include "lessons/01-fork-wait/child.h"

extern struct child box;

/* Makes the box, with its undo, in the namespaces that we are in; it obeys
   unshare_deeds().  Returns 0, or -1. */
int make_box(void);

/* Steps 4 to 8; see story.h. */
int ip_netns_knows_nothing(void);
int an_empty_file(void);
int a_bind_mount_is_a_name(void);
int the_name_keeps_it(void);
int the_last_reference_goes(void);

#endif
