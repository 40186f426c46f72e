#!/bin/sh
# image.sh SERVER DIR - makes the image of lesson 11, the directory DIR
#
# Question: how little does an image need?  One program, if that is linked
# statically, and the directories that the kernel's file systems go to.
#
# SERVER is that program, or is missing where there is no static C library: then
# this says so, makes nothing and is content.

set -eu
server=$1 image=$2

if [ ! -e "$server" ]; then
    echo "no static C library, so no $image: lesson 11 says what to install"
    exit 0
fi

rm -rf "$image" "$image.new"
mkdir -p "$image.new/dev" "$image.new/proc" "$image.new/sys"
cp "$server" "$image.new/server"
chmod 755 "$image.new" "$image.new"/*
mv "$image.new" "$image"
