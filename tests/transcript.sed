# transcript.sed - what may differ between two tellings on the same machine
#
# sed -E -f tests/transcript.sed: wrapped lines are joined; process ids, inode and
# link numbers, start times, measured times and the folder of the project get one
# name each. All else must be the same.

:all
N
$!b all
s/\n {8,}/ /g

s/loac-[0-9]+-[0-9]+/loac-PID-START/g
s/\[[0-9]{10}\]/[INODE]/g
s/@if[0-9]+/@ifINDEX/g
s|/proc/[0-9]+|/proc/PID|g
s|/[^ ]*/build/|build/|g
s/(pid|parent|parent is|returned|identify|netns|kill|kill -0|kill -TERM|-t|-p|--pid|--ppid) [0-9]{2,}\>/\1 PID/g
s/\<[0-9]{2,} (now|was written|is its child|\(box\)|\(cat\))/PID \1/g
s/children: [0-9 ]+/children: PIDS/g
s/echo [0-9]+( \| sudo tee [^ ]*cgroup.procs)/echo PID\1/g
s/\n(  expect: +)[0-9]{3,4}\n/\n\1PID\n/g
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
