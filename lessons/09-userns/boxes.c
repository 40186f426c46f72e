/* boxes.c - the children of lesson 9, each with an undo

   See also: user_namespaces(7), fork(2). */

#include "lessons/09-userns/boxes.h"

#include "common/undo.h"
#include "lessons/09-userns/deeds.h"
#include "lessons/09-userns/idmap.h"

int box_plain(struct child *box, const char *what)
{
    if (undo_later(child_stop, box, what, NULL) == -1)
        return -1;
    return child_fork(box, userns_deeds);
}

int box_make(struct child *box, const char *what, char *said, size_t size)
{
    if (box_plain(box, what) == -1)
        return -1;
    return child_order(box, LEAVE_USER, said, size);
}

int box_with_own_id(struct child *box, const char *what)
{
    struct idmap map;

    if (box_make(box, what, NULL, 0) == -1 || idmap_own(&map) == -1
        || idmap_write(box->pid, &map) == -1)
        return -1;
    return child_order(box, BECOME_ROOT, NULL, 0);
}
