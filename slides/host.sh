#!/bin/sh
# host.sh - what a lesson could have left on this machine, as text
#
# Question: is this machine after a demo what it was before?
#
#   slides/host.sh >before        and, after the demos,
#   slides/host.sh | diff before - && echo the same
#
# Links, addresses, routes, mounts, names of networks, host name, cgroups and
# processes of lessons. make rehearse does it, too.

export LC_ALL=C
uname -n
ip -o link | sed 's/^[0-9]*: //; s/ qlen [0-9]*//'
ip -br address
ip route
cut -d' ' -f5 /proc/self/mountinfo | sort
ls /run/netns 2>/dev/null
find /sys/fs/cgroup -name 'loac-*' 2>/dev/null
for each in build/[0-9][0-9]-*; do
    pgrep -ax "$(basename "$each" | cut -c1-15)"
done
true
