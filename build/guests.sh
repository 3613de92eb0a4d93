#!/usr/bin/env bash
# Fetches the guest images that tests, benchmarks and `./build.sh run` boot, from Debian packages, into
# ${EMU_GUESTS_DIR:-$XDG_CACHE_HOME/emu-aot/guests}. Does nothing when they are there. Removing the folder starts anew.
#
#   linux                       Debian 13's riscv64 kernel (Image), linux.gz the same gzip'd
#   initrd-installer.gz         the Debian installer's initial ramdisk (43 MB)
#   initrd-small.cpio.gz        busybox and build/initrd/init (see there for the kernel command line's `emu.run=`)
#   fw_dynamic.bin/.elf fw_jump.bin/.elf             OpenSBI 1.1
#   u-boot.bin/.elf u-boot-smode.bin/.elf            U-Boot 2023.01 for M-mode, and for S-mode on top of an SBI
#   modules/                    the kernel's modules for disks, network and other virtio devices, not compressed
#   installer-root/             programs and libraries out of the installer's ramdisk, of which build/initrd.sh packs some
#   linux-arm64                 Debian 12's arm64 kernel (Image)
#   initrd-arm64.cpio.gz        busybox for arm64 and build/initrd/init
#   arm64-root/                 what build/initrd.sh packs for arm64
#
# Environment: EMU_GUESTS_DIR, EMU_DEBIAN_MIRROR (default: the mirror that this machine's apt uses).
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=common.sh
source "$here/common.sh"

dir=$(guests_dir)
# Raised when what is taken out of the packages changes.
readonly images_version=1

# The suites differ from what this machine's apt lists, so apt gets a state of its own that lives as long as this script.
fetch_packages() {
    local state=$1 mirror keyring=/usr/share/keyrings/debian-archive-keyring.gpg
    need apt-get "apt (the guest images come from Debian packages, so this needs a Debian machine)"
    need dpkg dpkg
    [[ -r $keyring ]] || die "$keyring is missing; install it with: apt-get install debian-archive-keyring"
    # The state is a path that APT's sandbox user can enter.
    chmod 755 "$state"
    mkdir -p "$state/lists/partial" "$state/cache/archives/partial" "$state/packages"
    : >"$state/status"
    # shellcheck disable=SC2016  # apt-get expands this one itself
    mirror=${EMU_DEBIAN_MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
        grep -E '/debian/?$' | head -n 1 || true)}
    mirror=${mirror:-http://deb.debian.org/debian}
    printf "deb [arch=amd64 signed-by=$keyring] ${mirror%/} %s main\n" trixie bookworm >"$state/sources.list"
    local options=(
        -o "Dir::State::Lists=$state/lists" -o "Dir::State::status=$state/status" -o "Dir::Cache=$state/cache"
        -o "Dir::Etc::SourceList=$state/sources.list" -o Dir::Etc::SourceParts=/dev/null
        -o Dir::Etc::Preferences=/dev/null -o Dir::Etc::PreferencesParts=/dev/null
        -o Acquire::Languages=none -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false
        -o Acquire::Retries=3 -o APT::Update::Error-Mode=any -o APT::Sandbox::User=root
    )
    say "Reading the package lists of Debian trixie and bookworm from $mirror"
    apt-get -qq "${options[@]}" update ||
        die "cannot read Debian's package lists from $mirror; check the network, or set EMU_DEBIAN_MIRROR"
    say "Downloading the guest images (52 MB)"
    (cd "$state/packages" && apt-get -qq "${options[@]}" download \
        debian-installer-13-netboot-riscv64/trixie opensbi/bookworm u-boot-qemu/bookworm) ||
        die "cannot download the guest packages from $mirror; check the network, or set EMU_DEBIAN_MIRROR"
}

# take FROM TO: puts one file of the unpacked packages into the folder, whole or not at all.
take() {
    [[ -f $1 ]] || die "the package has no ${1#*/unpacked/}: Debian changed it, and build/guests.sh has to follow"
    cp "$1" "$dir/.new" && mv "$dir/.new" "$dir/$2"
}

extract_images() {
    local root=$1/unpacked package boot
    mkdir -p "$root"
    for package in "$1"/packages/*.deb; do
        dpkg -x "$package" "$root"
        basename "$package" .deb
    done >"$dir/packages.txt"
    boot=$root/usr/lib/debian-installer/images/13/riscv64/text/debian-installer/riscv64
    take "$boot/linux" linux
    gzip -n -6 -c "$dir/linux" >"$dir/.new" && mv "$dir/.new" "$dir/linux.gz"
    take "$boot/initrd.gz" initrd-installer.gz
    local kind
    for kind in fw_dynamic fw_jump; do
        take "$root/usr/lib/riscv64-linux-gnu/opensbi/generic/$kind.bin" "$kind.bin"
        take "$root/usr/lib/riscv64-linux-gnu/opensbi/generic/$kind.elf" "$kind.elf"
    done
    take "$root/usr/lib/u-boot/qemu-riscv64/u-boot.bin" u-boot.bin
    take "$root/usr/lib/u-boot/qemu-riscv64/uboot.elf" u-boot.elf
    take "$root/usr/lib/u-boot/qemu-riscv64_smode/u-boot.bin" u-boot-smode.bin
    take "$root/usr/lib/u-boot/qemu-riscv64_smode/uboot.elf" u-boot-smode.elf
    rm -rf "$dir/installer-root"
    mkdir "$dir/installer-root"
    gzip -dc "$dir/initrd-installer.gz" | (cd "$dir/installer-root" &&
        cpio -idm --quiet --no-absolute-filenames 'usr/bin/*' 'usr/sbin/*' \
        'usr/lib/*.so.*' 'usr/lib/riscv64-linux-gnu/*')
}

# The modules that the small ramdisk may load: those that Debian has not built into its kernel.
readonly module_names=(virtio_mmio virtio_blk virtio_net failover net_failover virtio-rng virtio_balloon
    crc16 crc32c_generic libcrc32c mbcache jbd2 ext4)

# fetch_modules STATE: takes modules out of the package of the kernel that is there, whose version they must have.
fetch_modules() {
    local state=$1 mirror release name file keyring=/usr/share/keyrings/debian-archive-keyring.gpg
    need xz xz-utils
    release=$(strings -n 20 "$dir/linux" | sed -nE 's/^Linux version ([^ ]+) .*/\1/p')
    release=${release%%$'\n'*}
    [[ -n $release ]] || die "$dir/linux does not say its version; remove $dir to fetch the guest images anew"
    chmod 755 "$state"
    mkdir -p "$state/lists/partial" "$state/cache/archives/partial" "$state/root"
    : >"$state/status"
    # shellcheck disable=SC2016  # apt-get expands this one itself
    mirror=${EMU_DEBIAN_MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
        grep -E '/debian/?$' | head -n 1 || true)}
    mirror=${mirror:-http://deb.debian.org/debian}
    echo "deb [arch=riscv64 signed-by=$keyring] ${mirror%/} trixie main" >"$state/sources.list"
    local options=(
        -o "Dir::State::Lists=$state/lists" -o "Dir::State::status=$state/status" -o "Dir::Cache=$state/cache"
        -o "Dir::Etc::SourceList=$state/sources.list" -o Dir::Etc::SourceParts=/dev/null
        -o Dir::Etc::Preferences=/dev/null -o Dir::Etc::PreferencesParts=/dev/null -o APT::Architecture=riscv64
        -o Acquire::Languages=none -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false
        -o Acquire::Retries=3 -o APT::Update::Error-Mode=any -o APT::Sandbox::User=root
    )
    say "Downloading the kernel's modules (113 MB)"
    apt-get -qq "${options[@]}" update ||
        die "cannot read Debian's package lists from $mirror; check the network, or set EMU_DEBIAN_MIRROR"
    (cd "$state" && apt-get -qq "${options[@]}" download "linux-image-$release") ||
        die "cannot download linux-image-$release from $mirror; when Debian has a newer kernel, remove $dir"
    dpkg-deb --fsys-tarfile "$state"/linux-image-*.deb | tar -x -C "$state/root" --wildcards '*.ko.xz'
    rm -rf "$dir/modules.new"
    mkdir "$dir/modules.new"
    for name in "${module_names[@]}"; do
        file=$(find "$state/root" -name "$name.ko.xz" -print -quit)
        [[ -n $file ]] || die "linux-image-$release has no module $name: Debian changed it, and build/guests.sh has to follow"
        xz -dc "$file" >"$dir/modules.new/$name.ko"
    done
    rm -rf "$dir/modules"
    mv "$dir/modules.new" "$dir/modules"
}

# fetch_arm64 STATE: Debian 12's kernel for arm64, and busybox, which has the applets that the installer's has.
fetch_arm64() {
    local state=$1 mirror kernel keyring=/usr/share/keyrings/debian-archive-keyring.gpg
    chmod 755 "$state"
    mkdir -p "$state/lists/partial" "$state/cache/archives/partial" "$state/root"
    : >"$state/status"
    # shellcheck disable=SC2016  # apt-get expands this one itself
    mirror=${EMU_DEBIAN_MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
        grep -E '/debian/?$' | head -n 1 || true)}
    mirror=${mirror:-http://deb.debian.org/debian}
    echo "deb [arch=arm64 signed-by=$keyring] ${mirror%/} bookworm main" >"$state/sources.list"
    local options=(
        -o "Dir::State::Lists=$state/lists" -o "Dir::State::status=$state/status" -o "Dir::Cache=$state/cache"
        -o "Dir::Etc::SourceList=$state/sources.list" -o Dir::Etc::SourceParts=/dev/null
        -o Dir::Etc::Preferences=/dev/null -o Dir::Etc::PreferencesParts=/dev/null -o APT::Architecture=arm64
        -o Acquire::Languages=none -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false
        -o Acquire::Retries=3 -o APT::Update::Error-Mode=any -o APT::Sandbox::User=root
    )
    say "Downloading a kernel for arm64 (60 MB)"
    apt-get -qq "${options[@]}" update ||
        die "cannot read Debian's package lists from $mirror; check the network, or set EMU_DEBIAN_MIRROR"
    (cd "$state" && apt-get -qq "${options[@]}" download linux-image-arm64 busybox-static) ||
        die "cannot download the guest packages from $mirror; check the network, or set EMU_DEBIAN_MIRROR"
    # The package of that name has no file, and needs the one of the newest version.
    kernel=$(dpkg-deb -f "$state"/linux-image-arm64_*.deb Depends | sed -nE 's/^(linux-image-[^ ]+).*/\1/p')
    [[ -n $kernel ]] || die "linux-image-arm64 names no kernel: Debian changed it, and build/guests.sh has to follow"
    (cd "$state" && apt-get -qq "${options[@]}" download "$kernel") ||
        die "cannot download $kernel from $mirror; check the network, or set EMU_DEBIAN_MIRROR"
    dpkg-deb --fsys-tarfile "$state/$kernel"_*.deb | tar -x -C "$state/root" --wildcards './boot/vmlinuz-*'
    dpkg-deb --fsys-tarfile "$state"/busybox-static_*.deb | tar -x -C "$state/root" --wildcards './*bin/busybox'
    rm -rf "$dir/arm64-root"
    mkdir -p "$dir/arm64-root/usr/bin"
    cp "$(find "$state/root" -name busybox -type f -print -quit)" "$dir/arm64-root/usr/bin/busybox"
    find "$dir/installer-root/usr" -type l -lname '*busybox' -printf '%f\0' |
        xargs -0 -I '{}' ln -sf busybox "$dir/arm64-root/usr/bin/{}"
    cp "$state"/root/boot/vmlinuz-* "$dir/.new" && mv "$dir/.new" "$dir/linux-arm64"
}

main() {
    need cpio cpio
    need flock util-linux
    mkdir -p "$dir" || die "cannot create $dir; set EMU_GUESTS_DIR to a folder that you may write"
    exec 9>"$dir/.lock"
    flock 9
    if [[ $(cat "$dir/.images" 2>/dev/null) != "$images_version" ]]; then
        state=$(mktemp -d "$dir/.state.XXXXXX")
        trap 'rm -rf "$state"' EXIT
        fetch_packages "$state"
        extract_images "$state"
        echo "$images_version" >"$dir/.images"
        rm -rf "$dir/modules"
    fi
    if [[ ! -d $dir/modules ]]; then
        modules_state=$(mktemp -d "$dir/.state.XXXXXX")
        trap 'rm -rf "${state:-}" "$modules_state"' EXIT
        fetch_modules "$modules_state"
    fi
    if newer_than "$dir/initrd-small.cpio.gz" "$here/initrd" "$here/initrd.sh" "$dir/.images"; then
        EMU_GUESTS_DIR=$dir "$here/initrd.sh" "$dir/initrd-small.cpio.gz"
    fi
    if [[ ! -f $dir/linux-arm64 ]]; then
        arm64_state=$(mktemp -d "$dir/.state.XXXXXX")
        trap 'rm -rf "${state:-}" "${modules_state:-}" "$arm64_state"' EXIT
        fetch_arm64 "$arm64_state"
    fi
    if newer_than "$dir/initrd-arm64.cpio.gz" "$here/initrd" "$here/initrd.sh" "$dir/linux-arm64"; then
        EMU_GUESTS_DIR=$dir EMU_INITRD_ROOT=arm64-root "$here/initrd.sh" "$dir/initrd-arm64.cpio.gz"
    fi
}

main
