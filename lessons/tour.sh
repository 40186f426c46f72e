#!/bin/bash
# tour.sh LESSON... - the doctor, then one step of each lesson: the surprise
#
# Question: what is all this about, in three minutes?
#
# Environment: PACE  seconds before and after what happens (default: what makes
#                    three minutes of it all)
#              ALL   set: every step of every lesson
#              BUILD where the lessons are (default: build)
# Exit: 0, also when this machine cannot show a lesson (it is said); 1 when a
# lesson failed; 128+n when signal n ended it.

set -u
here=$(dirname "$0")
build=${BUILD:-build}
pace=${PACE:-$((90 / $#))}
options=(--tour --pace="$pace")
[ -z "${ALL:-}" ] || options=(--pace="$pace")
shown=0 failed=() not_here=()

# A lesson that is interrupted cleans up and ends by itself: bash waits for it
# before it comes here.
trap 'exit 130' INT
trap 'exit 143' TERM

"$build/00-your-machine" || true

[ "$pace" = 0 ] || cat <<END

Now the lessons. Each stops for $pace seconds before something happens, so that
you can guess what, and after it. (PACE=0: no stops; Ctrl-C: no more.)
END
for lesson; do
    case $lesson in 00-*) continue ;; esac
    echo
    "$here/run.sh" "$build/$lesson" "${options[@]}"
    status=$?
    case $status in
        0) shown=$((shown + 1)) ;;
        77) not_here+=("$lesson") ;;
        *) [ $status -lt 128 ] || exit $status
            failed+=("$lesson") ;;
    esac
done

echo
echo "The tour is over: $shown lessons shown."
[ ${#not_here[@]} -eq 0 ] ||
    echo "Not shown, not possible here or not as you (make doctor): ${not_here[*]}"
[ ${#failed[@]} -eq 0 ] || echo "Failed: ${failed[*]}"
cat <<'END'
Next: read lessons/01-fork-wait/README.md, and run its lesson step by step,
with a second terminal beside it:
  build/01-fork-wait --step
END
[ ${#failed[@]} -eq 0 ]
