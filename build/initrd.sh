#!/usr/bin/env bash
# Packs a small initial ramdisk: busybox, build/initrd/init, and more files.
#
#   build/initrd.sh OUT [FILE[:PATH]]...
#
# FILE is put at PATH in the ramdisk (default /bin/NAME), with the shared libraries it needs when it is dynamically
# linked and Debian's installer has them. A program at /etc/emu.run is run instead of a shell (see build/initrd/init).
# EMU_INITRD_ROOT names another folder of guest images than installer-root, as arm64-root. The same input gives the same bytes. Needs build/guests.sh to have run.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=common.sh
source "$here/common.sh"

(($# >= 1)) || die "usage: build/initrd.sh OUT [FILE[:PATH]]..."
out=$(realpath -m "$1")
shift
source_root=$(guests_dir)/${EMU_INITRD_ROOT:-installer-root}
[[ -x $source_root/usr/bin/busybox ]] || die "$source_root has no busybox; fetch the guest images with: build/guests.sh"
need cpio cpio
need readelf binutils

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

# add_libraries ELF: copies the program interpreter and the shared libraries that ELF needs, and what these need.
add_libraries() {
    local name library
    while read -r name; do
        [[ -e $root/usr/lib/$name ]] && continue
        library=$(find "$source_root/usr/lib" -name "$name" -print -quit)
        [[ -n $library ]] || die "$1 needs $name, which the installer's ramdisk has not; link it with -static"
        cp -L "$library" "$root/usr/lib/$name"
        add_libraries "$root/usr/lib/$name"
    done < <(readelf -ld "$1" 2>/dev/null |
        sed -nE 's/.*\(NEEDED\).*\[(.*)\]/\1/p; s|.*program interpreter: .*/([^/]+)\]|\1|p')
}

mkdir -p "$root"/{dev,proc,sys,tmp,root,etc,usr/bin,usr/lib}
ln -s usr/bin "$root/bin"
ln -s usr/bin "$root/sbin"
ln -s usr/lib "$root/lib"
cp "$source_root/usr/bin/busybox" "$root/usr/bin/busybox"
add_libraries "$root/usr/bin/busybox"
# The installer has a link for each of busybox's applets.
find "$source_root/usr" -type l -lname '*busybox' -printf '%f\0' |
    xargs -0 -I '{}' ln -s busybox "$root/usr/bin/{}"
cp "$here/initrd/init" "$root/init"
cp "$here/initrd/profile" "$root/etc/profile"
chmod 755 "$root/init"

for item in "$@"; do
    file=${item%%:*}
    path=/bin/${file##*/}
    [[ $item == *:* ]] && path=${item#*:}
    [[ -f $file ]] || die "cannot pack '$file': no such file"
    install -D -m 755 "$file" "$root$path"
    add_libraries "$root$path"
done

find "$root" -exec touch -h -d @0 {} +
(cd "$root" && find . -print0 | LC_ALL=C sort -z |
    cpio -0 -o -H newc -R 0:0 --reproducible --quiet) | gzip -n -6 >"$out.new"
mv "$out.new" "$out"
