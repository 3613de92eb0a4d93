#!/usr/bin/env bash
# Makes a disk with Debian 13 for riscv64, from Debian's packages, in the folder of the guest images (see build/guests.sh).
# Does nothing when it is there. Takes about half an hour.
#
#   debian.qcow2                the disk, 4 GiB: partition 1 is Debian (ext4, label `debian`), partition 2 is for EFI (FAT)
#   debian-linux                its kernel, as /boot has it
#   debian-initrd.gz            its ramdisk
#   efi-code.fd efi-vars.fd     EDK2 for the machine's two flash chips: its code, and its variables as they are at first
#
# The guest has a serial console, DHCP on every network card, and an ssh server; root's password is `emu`. U-Boot reads
# /boot/extlinux/extlinux.conf, EDK2 starts GRUB from partition 2; both boot the kernel that /vmlinuz is a link to, so
# they follow an upgrade. Time-outs of systemd are 900 s: emulated machines are slow when their host is busy.
#
# Packages are unpacked and configured in namespaces of their own: no loop device, no mount outside, nothing registered on
# this machine. Their programs run in the emulator's user mode; before Linux 6.7, which cannot do that, with what the
# package qemu-user-static has registered.
#
# Environment: EMU_GUESTS_DIR, EMU_DEBIAN_MIRROR as for build/guests.sh; EMU_BIN, the emulator (artifacts/emu).
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=common.sh
source "$here/common.sh"

# Raised when what is put into the image changes.
readonly disk_version=2
readonly packages=linux-image-riscv64,initramfs-tools,systemd-sysv,udev,dbus,openssh-server,iproute2,iputils-ping
readonly more_packages=ca-certificates,login,libpam-systemd,e2fsprogs,less,nano
# In sectors of 512 bytes. The partition for EFI lies first and is the second, so that Debian's is the first and can grow.
readonly disk_sectors=$((8 << 20)) efi_begin=$((1 << 11)) efi_sectors=$((63 << 11)) root_begin=$((64 << 11))

# partition STATUS TYPE BEGIN SECTORS: an entry of an MBR, for printf.
partition() {
    local i
    printf '\\x%s\\xfe\\xff\\xff\\x%s\\xfe\\xff\\xff' "$1" "$2"
    for i in 0 8 16 24; do printf '\\x%02x' $(($3 >> i & 255)); done
    for i in 0 8 16 24; do printf '\\x%02x' $(($4 >> i & 255)); done
}

# make_disk ROOT PROGRAM DISK: a disk with the files of the folder ROOT, and the EFI program PROGRAM to start it.
make_disk() {
    local root=$1 program=$2 disk=$3 table efi
    truncate -s $((disk_sectors * 512)) "$disk"
    # The disk's signature, by which systems know it, two bytes without meaning, and the partitions.
    table=$(od -An -N4 -tx1 /dev/urandom | sed 's/ /\\x/g')'\x00\x00'
    table+=$(partition 80 83 "$root_begin" $((disk_sectors - root_begin)))$(partition 00 ef "$efi_begin" "$efi_sectors")
    # shellcheck disable=SC2059  # the format is the bytes
    printf "$table" | dd of="$disk" bs=1 seek=440 conv=notrunc status=none
    printf '\x55\xaa' | dd of="$disk" bs=1 seek=510 conv=notrunc status=none
    mke2fs -q -t ext4 -L debian -d "$root" -E "offset=$((root_begin * 512))" "$disk" \
        $(((disk_sectors - root_begin) / 2))k
    efi=$disk@@$((efi_begin * 512))
    mformat -i "$efi" -T "$efi_sectors" -h 255 -s 63 -H "$efi_begin" -v EFI ::
    mmd -i "$efi" ::EFI ::EFI/BOOT ::EFI/debian
    mcopy -i "$efi" "$program" ::EFI/BOOT/BOOTRISCV64.EFI
    mcopy -i "$efi" "$here/disk/grub.cfg" ::EFI/debian/grub.cfg
}

# In the user namespace: takes the folder to work in and the mirror.
build_root() {
    local work=$1 mirror=$2 is_registered=
    # Of this machine, which the new /proc hides.
    ! grep -qs '^flags:.*F' /proc/sys/fs/binfmt_misc/qemu-riscv64 || is_registered=yes
    mount -t proc proc /proc
    if mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc 2>/dev/null; then
        "$here/binfmt" install "$work/qemu-riscv64"
    elif [[ ! $is_registered ]]; then
        die "before Linux 6.7 this needs RISC-V programs to start by themselves; apt-get install qemu-user-static"
    fi
    # mmdebstrap wants to see an emulator by Debian's name before it believes that programs can run.
    mount -t overlay overlay -o "lowerdir=$work/names:/usr/bin" /usr/bin
    # The ramdisk is made once, at the end. /sys belongs to the network namespace, which is not ours.
    mmdebstrap --mode=root --skip=chroot/mount/sys --architectures=riscv64 --variant=minbase \
        --aptopt='Acquire::Retries "3"' --dpkgopt=force-unsafe-io \
        --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
        --dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt='path-exclude=/usr/share/info/*' \
        --include="$packages,$more_packages" \
        --essential-hook="$here/disk/before-packages \"\$1\"" --customize-hook="$here/disk/settings \"\$1\"" \
        --customize-hook="$here/disk/firmware '$work'" \
        trixie "$work/root" "$mirror"
    rm -rf "$work/root"/{dev,proc,sys,run,tmp}/* "$work/root/var/cache/apt/archives"/*.deb
    make_disk "$work/root" "$work/grub.efi" "$work/disk.raw"
    cp "$work/root"/boot/vmlinu[xz]-* "$work/linux"
    cp "$work/root"/boot/initrd.img-* "$work/initrd.gz"
    # Here, where the files' owners exist.
    rm -rf "$work/root"
}

main() {
    local dir emulator mirror work
    dir=$(guests_dir)
    [[ $(cat "$dir/.disk" 2>/dev/null) != "$disk_version" ]] || return 0
    need mmdebstrap mmdebstrap
    need mke2fs e2fsprogs
    need mformat mtools
    need unshare util-linux
    emulator=${EMU_BIN:-$(dirname "$here")/artifacts/emu}
    [[ -x $emulator ]] || die "$emulator is missing; make it with: ./build.sh publish"
    mkdir -p "$dir" || die "cannot create $dir; set EMU_GUESTS_DIR to a folder that you may write"
    exec 9>"$dir/.disk-lock"
    flock 9
    [[ $(cat "$dir/.disk" 2>/dev/null) != "$disk_version" ]] || return 0
    # shellcheck disable=SC2016  # apt-get expands this one itself
    mirror=${EMU_DEBIAN_MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
        grep -E '/debian/?$' | head -n 1 || true)}
    mirror=${mirror:-http://deb.debian.org/debian}
    work=$(mktemp -d "$dir/.disk.XXXXXX")
    # shellcheck disable=SC2064  # the folder is known now
    trap "rm -rf '$work'" EXIT
    chmod 755 "$work"
    # A copy: the executable may be made anew meanwhile.
    cp "$emulator" "$work/qemu-riscv64"
    mkdir "$work/names"
    ln -s "$work/qemu-riscv64" "$work/names/qemu-riscv64-static"
    say "Making the Debian disk image; this takes about half an hour"
    enter_namespace "$work" "$0" --inside "$work" "$mirror" 9>&- || die "making the image failed; the lines above tell why"
    "$emulator" img convert -f raw -O qcow2 "$work/disk.raw" "$work/debian.qcow2"
    mv "$work/debian.qcow2" "$dir/debian.qcow2"
    mv "$work/linux" "$dir/debian-linux"
    mv "$work/initrd.gz" "$dir/debian-initrd.gz"
    mv "$work/efi-code.fd" "$work/efi-vars.fd" "$dir"
    echo "$disk_version" >"$dir/.disk"
}

if [[ ${1:-} == --inside ]]; then build_root "$2" "$3"; else main; fi
