#include "common/story.h"
#include "lessons/07-rootfs/command.h"
#include "lessons/07-rootfs/image.h"
static const struct step steps[]={{0}};
static const struct lesson_option options[] = {
    { "image", "DIR", "x", image_take },
    { "read-only", 0, "x", read_only_take },
    { 0 },
};
static const struct lesson lesson={.name="07-rootfs",.title="x",.needs="root",.pages="x",.steps=steps,.run=rootfs_run,.options=options};
int main(int c,char**v){return tell(&lesson,c,v);}
