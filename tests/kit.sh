#!/bin/bash
# kit.sh KIT - can all lessons be shown from the stick, without a network?
#
# Question: "make kit" promises that nothing in it needs a network. Is it true?
#
# Unpacks the archive and tells each lesson in a network and mounts of its own,
# where nothing is reachable. "make test-slides" does it.

set -u
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=tests/check.sh
. tests/check.sh
kit=${1:-build/kit}

if [ "$(id -u)" != 0 ]; then
    skip the_kit 'a network of its own for all lessons needs root'
    end_of_checks
fi

work=$(mktemp -d /var/tmp/loac-kit-XXXXXX) || exit 1
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"       # lesson 9 becomes a plain user, who has to get in
tar -xzf "$kit/life-of-a-container.tar.gz" -C "$work" || exit 1
build=$(realpath "${LOAC_BUILD:-build}")
cd "$work/life-of-a-container" || exit 1

for image in image web-image; do
    [ ! -d "$build/$image" ] || diff -rq --no-dereference "$build/$image" "build/$image"
done >"$work/differ" 2>&1
must_be_silent the_images_are_in_the_kit "$(cat "$work/differ")"

for lesson in lessons/*/lesson.c; do
    lesson=$(basename "$(dirname "$lesson")")
    # shellcheck disable=SC2016  # sh in there expands it
    said=$(timeout $((120 * ${LOAC_TIME_FACTOR:-1})) \
        unshare --net --mount --uts --propagation private \
        sh -c 'ip link set lo up && exec "$0" --pace=0' "build/$lesson" \
        2>&1 </dev/null)
    status=$?
    if [ $status = 0 ]; then
        ok "${lesson}_from_the_kit"
    else
        not_ok "${lesson}_from_the_kit" "it ended with status $status:
$(tail -n 5 <<<"$said")"
    fi
done
end_of_checks
