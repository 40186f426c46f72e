#include "lessons/10-container/janitor.h"
#include "lessons/10-container/pty.h"
#include "lessons/10-container/relay.h"
#include "lessons/10-container/screen.h"
int janitor_start(struct janitor *j, const struct cgroup *c, const struct raw *r){(void)c;(void)r;j->pid=0;return 0;}
int janitor_watch(struct janitor *j, pid_t p){(void)j;(void)p;return 0;}
int janitor_dismiss(void *j){(void)j;return 0;}
unsigned pty_needed(void){return 0;}
int pty_make(int s,const char*d,int*x){(void)s;(void)d;(void)x;return 0;}
int pty_receive(int s,int*m){(void)s;(void)m;return 0;}
int pty_become(int s,unsigned w){(void)s;(void)w;return 0;}
int publish_parse(const char *t, struct published *p){(void)t;(void)p;return 0;}
int publish_listen(const struct published *p,int *l){(void)p;(void)l;return 0;}
int raw_prepare(struct raw *r,int f){(void)r;(void)f;return 0;}
int raw_set(struct raw *r){(void)r;return 0;}
int raw_undo(void *r){(void)r;return 0;}
int relay_start(struct relay *r, struct in_addr b, const struct route_in *x, size_t c){(void)r;(void)b;(void)x;(void)c;return 0;}
int relay_stop(void*r){(void)r;return 0;}
int screen_begin(struct screen*s, struct raw*r,int m,bool i,int e){(void)s;(void)r;(void)m;(void)i;(void)e;return 0;}
int screen_copy(struct screen*s){(void)s;return 0;}
int screen_end(void*s){(void)s;return 0;}
