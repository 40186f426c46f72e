/* webs.c - the web servers of lesson 11, for its tests */

#include "webs.h"

#include "test.h"

#include <sys/socket.h>

struct robot *lesson_at(int step)
{
    struct robot *robot = robot_start("11-web-servers");

    for (int i = 1; i < step; i++) {
        robot_prompt(robot, i);
        robot_key(robot, "");
    }
    robot_prompt(robot, step);
    return robot;
}

long web_of(struct robot *robot, int number)
{
    return robot_number(robot, text("web%d, pid", number));
}

const char *in_box(long box, const char *command)
{
    return text("nsenter -t %ld -n %s", box, command);
}

const char *bridge_of(const struct robot *robot)
{
    return text("loacbr%d", (int) robot->pid);
}

int listen_at(in_addr_t address, int port)
{
    const struct sockaddr_in here = { .sin_family = AF_INET,
                                      .sin_port = htons((uint16_t) port),
                                      .sin_addr = { htonl(address) } };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1; /* earlier connections may linger; tcp(7) */

    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    assert_return_code(bind(fd, (const struct sockaddr *) &here, sizeof here),
                       0);
    assert_return_code(listen(fd, 1), 0);
    return fd;
}
