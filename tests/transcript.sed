# transcript.sed - what may differ between two tellings on the same machine
#
# sed -E -f tests/transcript.sed: wrapped lines are joined; process ids, inode and
# link numbers, start times, measured times, the subnet, how many mounts and
# processes the machine has, how many files a cgroup has (which controllers are
# switched on), which other programs are installed, and the folder of the project
# get one name each. All else must be the same.

:all
N
$!b all
s/\n {8,}/ /g

s/loac-[0-9]+-[0-9]+/loac-PID-START/g
s/\<loac(br)?[0-9]+\>/loac\1PID/g
s/\[[0-9]{10}\]/[INODE]/g
s/@if[0-9]+/@ifINDEX/g
s|/proc/[0-9]+|/proc/PID|g
s|/[^ ]*/build/|build/|g
s/(pid|parent|parent is|child|child of|returned|identify|netns|kill|kill -0|kill -TERM|-t|-p|-N|--pid|--ppid) [0-9]{2,}\>/\1 PID/g
s/\<[0-9]{2,} (now|was written|is its child|\(box\)|\(cat\))/PID \1/g
s/children: [0-9 ]+/children: PIDS/g
s/echo [0-9]+( \| sudo tee [^ ]*cgroup.procs)/echo PID\1/g
s/\n(  expect: +)[0-9]{3,4}( janitor)?\n/\n\1PID\2\n/g
s|198\.18\.[0-9]+\.[0-9]+/30|SUBNET|g
s/(I see|saw|\(CLONE_NEWNS\):|mounts a file system:|detach:|the host; now|\/proc shows|open files:) [0-9]+/\1 COUNT/g
s/[0-9]+ new files in/COUNT new files in/g
s/\([0-9]+ in all\)/(COUNT in all)/g
s/note: mounts +[0-9]+ +[0-9]+/note: mounts COUNT COUNT/g
s/(note: (bwrap|runc|podman|docker):)[^\n]*/\1 HERE OR NOT/g
s/lists [0-9]{2,} processes/lists COUNT processes/g
s/works: [0-9]+ died/works: PID died/g
s/[0-9]+ (ms|%)/TIME \1/g
s/nr_throttled [0-9]{2,}/nr_throttled COUNT/g
s/, [0-9]{2,} now: it was made to wait/, COUNT now: it was made to wait/g
s/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/UUID/g
s/(note: [a-z]+ +)402[0-9]{7} +402[0-9]{7}/\1INODE INODE/g
s/processes [0-9]+ \(sh\) and [0-9]+ \(sh\)/processes PID and PID/g
s/process [0-9]+ (\(sh\)|of this one)/process PID \1/g
s|(build/12-no-such-thing( --all)?) [0-9]+ [0-9]+|\1 PID PID|g
