#!/usr/bin/env bash
# Runs programs of OpenJDK, Go and Node whose null checks are accesses that fault, on each engine, and compares what they
# print with what Debian's qemu-riscv64 makes them print. Not part of the tests: it fetches 300 MB.
#
#   bench/null-checks.sh [ACCELERATOR...]
#
# Without accelerators it takes the ones below. Packages of Debian trixie (riscv64, and Go's compiler for this machine) are
# unpacked into ${EMU_GUESTS_DIR:-...}/null-checks, once; removing the folder starts anew.
# Environment: EMU_BIN (default artifacts/emu), EMU_DEBIAN_MIRROR, EMU_NULL_CHECKS (default 2000000: how many accesses).
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../build/common.sh
source "$here/../build/common.sh"

readonly emu=${EMU_BIN:-$here/../artifacts/emu} count=${EMU_NULL_CHECKS:-2000000} patience=900
dir=$(guests_dir)/null-checks
root=$dir/root
readonly java=/usr/lib/jvm/java-21-openjdk-riscv64/bin
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# apt_options: sets `options` to those of a state of apt's own, whose lists are read once.
apt_options() {
    local state=$dir/apt mirror keyring=/usr/share/keyrings/debian-archive-keyring.gpg
    mkdir -p "$state/lists/partial" "$state/cache/archives/partial"
    : >"$state/status"
    # shellcheck disable=SC2016  # apt-get expands this one itself
    mirror=${EMU_DEBIAN_MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
        grep -E '/debian/?$' | head -n 1 || true)}
    mirror=${mirror:-http://deb.debian.org/debian}
    echo "deb [arch=riscv64,amd64 signed-by=$keyring] ${mirror%/} trixie main" >"$state/sources.list"
    options=(
        -qq -o APT::Architecture=riscv64 -o APT::Architectures::=riscv64 -o APT::Architectures::=amd64
        -o "Dir::State::Lists=$state/lists" -o "Dir::State::status=$state/status" -o "Dir::Cache=$state/cache"
        -o "Dir::Etc::SourceList=$state/sources.list" -o Dir::Etc::SourceParts=/dev/null
        -o Dir::Etc::Preferences=/dev/null -o Dir::Etc::PreferencesParts=/dev/null
        -o Acquire::Languages=none -o Acquire::Retries=3 -o APT::Sandbox::User=root
    )
    apt-get "${options[@]}" update || die "cannot read Debian's package lists from $mirror; set EMU_DEBIAN_MIRROR"
}

# unpack FOLDER PACKAGES...: programs that are not configured, only laid out.
unpack() {
    local to=$1 each
    shift
    mkdir -p "$to"/usr/{bin,lib,sbin}
    for each in bin lib sbin; do ln -sfn "usr/$each" "$to/$each"; done
    for each in "$@"; do dpkg-deb --fsys-tarfile "$each" | tar -x -C "$to" --keep-directory-symlink; done
}

fetch() {
    [[ -e $dir/done ]] && return
    need apt-get apt
    local options packages=$dir/packages link
    mkdir -p "$packages/guest/partial" "$packages/host"
    apt_options
    say "Downloading OpenJDK, Node and Go"
    apt-get "${options[@]}" -y --no-install-recommends -d -o Debug::NoLocking=1 -o "Dir::Cache::archives=$packages/guest" \
        install libc6 openjdk-21-jdk-headless nodejs >/dev/null || die "cannot download the packages"
    (cd "$packages/host" && apt-get "${options[@]}" download golang-1.24-go:amd64 golang-1.24-src) ||
        die "cannot download Go"
    unpack "$root" "$packages"/guest/*.deb
    unpack "$dir/go" "$packages"/host/*.deb
    # What points into /etc is meant for the root of the guest's own file system.
    find "$root/usr/lib/jvm" -type l -lname '/*' | while read -r link; do
        ln -sfn "$root$(readlink "$link")" "$link"
    done
    rm -rf "$packages"
    touch "$dir/done"
}

build_programs() {
    local go=$dir/go/usr/lib/go-1.24
    GOROOT=$go GOCACHE=$dir/gocache GO111MODULE=off GOTOOLCHAIN=local GOARCH=riscv64 CGO_ENABLED=0 \
        "$go/bin/go" build -o "$work/nulls.go" "$here/null-checks/nulls.go"
    timeout "$patience" qemu-riscv64 -L "$root" "$root$java/javac" -d "$work" "$here/null-checks/Nulls.java"
}

# command_of PROGRAM: sets `command` to its words.
command_of() {
    case $1 in
    java) command=("$root$java/java" -Xmx512m -cp "$work" Nulls "$count") ;;
    go) command=("$work/nulls.go" "$((count / 10))") ;;
    *) command=("$root/usr/bin/node" "$here/null-checks/nulls.js") ;;
    esac
}

# run WORDS...: what it prints, and its processor seconds into `seconds`.
run() {
    local status=0
    TIMEFORMAT='%U %S'
    { time timeout "$patience" "$@" >"$work/output" 2>"$work/errors" || status=$?; } 2>"$work/time" || true
    seconds=$(awk '{ print $1 + $2 }' "$work/time")
    ((status == 0)) || echo "ended with status $status: $(tail -n 1 "$work/errors")" >>"$work/output"
}

[[ -x $emu ]] || die "$emu is missing; make it with: ./build.sh publish"
need qemu-riscv64 qemu-user
fetch
build_programs
accelerators=("$@")
if ((${#accelerators[@]} == 0)); then
    accelerators=(
        "aot,cache-dir=$work/cache" "aot,cache-dir=$work/cache" "aot,cache=off,tiers=interp+baseline"
        "aot,cache=off,tiers=interp+llvm,hot=2" "aot,cache=off,warm=1" "aot,jit=off,cache-dir=$work/cache"
    )
fi
mkdir -m 700 "$work/cache"
failed=0
for program in go java node; do
    command_of "$program"
    run qemu-riscv64 -L "$root" "${command[@]}"
    cp "$work/output" "$work/expected"
    echo "$program: QEMU $seconds s: $(tr '\n' ' ' <"$work/expected")"
    for accelerator in "${accelerators[@]}"; do
        run "$emu" user -L "$root" -accel "$accelerator" "${command[@]}"
        verdict=right
        cmp -s "$work/output" "$work/expected" || verdict="WRONG: $(tail -n 1 "$work/output")" failed=1
        echo "    -accel ${accelerator//$work\//}: $seconds s, $verdict"
    done
done
exit "$failed"
