#!/bin/sh
# image.sh DIR - makes a small image, the directory DIR, out of busybox
#
# Question: what is in an image?  Files, and nothing else.  Eight entries in /,
# one program that is some 270 commands, and a text that says what this is.
#
# busybox must be static (Debian: busybox-static): it is the only program in
# there, and no library is. Without one this says so, makes nothing and is
# content: lesson 7 then takes the host's "/" as its image.

set -eu
image=$1

busybox=$(command -v busybox) || busybox=
# ldd(1) fails for a program that needs no library.
if [ -z "$busybox" ] || ldd "$busybox" >/dev/null 2>&1; then
    echo "no static busybox, so no $image: lesson 7 takes the host's /"
    exit 0
fi

rm -rf "$image" "$image.new"
mkdir -p "$image.new"
cd "$image.new"
mkdir bin dev etc proc root sys tmp var
chmod 755 . ./*
chmod 1777 tmp

cp "$busybox" bin/busybox
chmod 755 bin/busybox
for name in $(bin/busybox --list); do
    [ "$name" = busybox ] || ln -s busybox "bin/$name"
done

echo 'root:x:0:0:root:/root:/bin/sh' >etc/passwd
echo 'root:x:0:' >etc/group
cat >etc/os-release <<'EOF'
ID=loac
NAME="Life of a Container"
PRETTY_NAME="the image of lesson 7, made of busybox"
EOF
chmod 644 etc/*

cd - >/dev/null
mv "$image.new" "$image"
