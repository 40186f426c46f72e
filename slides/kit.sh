#!/bin/bash
# kit.sh FOLDER - all that a talk or a course needs, for a stick, without network
#
# Takes what "make slides handout book cheat-sheet pdf" and a static build have
# made. The source and the programs go into an archive, since the file systems of
# sticks know nothing of executable files.
#
# Environment: BUILD         where it was built (build)
#              STATIC        where the lessons were linked statically
# Exit: 0; 1 when something could not be copied.

set -eu
cd "$(dirname "$0")/.."
kit=$1
build=${BUILD:-build}
name=life-of-a-container

rm -rf "$kit"
mkdir -p "$kit/$name/build"

# What git knows, as it is now; from a copy without git: all but what was built.
if git ls-files >"$kit/files" 2>/dev/null && [ -s "$kit/files" ]; then
    tar -c -T "$kit/files" | tar -x -C "$kit/$name"
else
    tar -c --exclude=./build . | tar -x -C "$kit/$name"
fi
rm "$kit/files"

# Without libnl on the other machine. Where that did not work: as here.
for lesson in lessons/*/lesson.c; do
    lesson=$(basename "$(dirname "$lesson")")
    if "$STATIC/$lesson" --version >/dev/null 2>&1; then
        cp "$STATIC/$lesson" "$kit/$name/build/"
    else
        echo "$lesson could not be linked statically: it needs libnl there"
        cp "$build/$lesson" "$kit/$name/build/"
    fi
done
for image in image web-image; do       # of lessons 7, 10 and 11
    [ ! -d "$build/$image" ] || cp -a "$build/$image" "$kit/$name/build/"
done
tar -czf "$kit/$name.tar.gz" -C "$kit" "$name"
rm -r "${kit:?}/$name"

cp "$build"/slides/deck-*.html "$build"/slides/{handout,book,cheat-sheet}.html "$kit"
cp "$build"/slides/{deck-*,handout,cheat-sheet}.pdf "$kit" 2>/dev/null ||
    echo 'no PDF: make pdf needs chromium'

# The decks hold two programs of others, under their licences.
for each in reveal.js asciinema-player; do
    cp "$build/slides/npm/node_modules/$each/LICENSE" "$kit/LICENSE-$each.txt"
done

cat >"$kit/START-HERE.txt" <<END
Life of a Container

Nothing here needs a network.

  deck-30.html, deck-60.html, deck-120.html
      the slides, for talks of so many minutes: open one in a browser;
      s: the speaker's view, Enter: the next step of a recorded demo
  handout.html      slides and notes, as text
  book.html         all lessons, to read
  cheat-sheet.html  all commands, on one sheet of paper
  $name.tar.gz
      source, and the lessons as programs for Linux on $(uname -m)

The lessons, on Linux (copy first: a stick cannot hold executable files):

  tar -xf $name.tar.gz -C ~
  cd ~/$name
  build/00-your-machine           what can this machine show?
  build/01-fork-wait --step       a lesson; keep a second terminal open
  slides/demo.sh 01               the same in two panes (needs tmux)

How to give the talk: slides/README.md in there.
END
