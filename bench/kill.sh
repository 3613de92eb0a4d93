#!/usr/bin/env bash
# Ends the emulator, and QEMU in turn with it, by SIGKILL while its guest writes files into a new ext4 on a qcow2 overlay, and
# looks at what is left: the image must have no error, fsck must find no more than a power cut leaves, and all files that the
# guest had flushed must be there. How often unused clusters are counted, is told of both.
#
#   bench/kill.sh [TIMES]           default: 20
#
# Environment: EMU_BIN (default artifacts/emu), EMU_GUESTS_DIR, EMU_SEED (of the moments; default: of the clock).
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../build/common.sh
source "$here/../build/common.sh"
work=$(mktemp -d)
emulator=
trap '[[ -z $emulator ]] || kill -9 "$emulator" 2>/dev/null; rm -rf "$work"' EXIT
# shellcheck source=io-common.sh
source "$here/io-common.sh"

RANDOM=${EMU_SEED:=$((EPOCHSECONDS % 32768))}

# flushed: the number of the last file that the guest has told of.
flushed() { tr -d '\r' <"$work/console" | sed -n 's/^IO-FLUSHED \([0-9]*\)$/\1/p' | tail -n 1; }

# run_and_kill emu|qemu: boots, lets the guest write for up to three seconds, and ends the emulator.
run_and_kill() {
    local command=(qemu-system-riscv64)
    [[ $1 == qemu ]] || command=("$emu" system riscv64 -accel "aot,cache-dir=$cache")
    : >"$work/console"
    "${command[@]}" -M virt -m 512M -nographic \
        -kernel "$guests/linux" -initrd "$work/initrd.gz" -append "console=ttyS0 quiet emu.run=guest-io files" \
        -drive "if=none,id=d,file=$work/disk.qcow2,format=qcow2" -device virtio-blk-pci,drive=d \
        </dev/null >"$work/console" 2>"$work/errors" &
    emulator=$!
    local tries=0
    until [[ $(flushed) ]]; do
        if ! kill -0 "$emulator" 2>/dev/null || ((tries++ >= 1200)); then
            die "the guest wrote nothing: $(tail -n 1 "$work/errors") $(tail -n 1 "$work/console")"
        fi
        sleep 0.1
    done
    sleep "$((RANDOM % 3)).$((RANDOM % 1000 + 1000))"
    kill -9 "$emulator"
    wait "$emulator" 2>/dev/null || true
    emulator=
}

# check_image emu|qemu: qemu-img's verdict; clusters that are counted and not used are what an interrupted allocation leaves.
check_image() {
    local status=0
    qemu-img check "$work/disk.qcow2" >"$work/check" 2>&1 || status=$?
    case $status in
    0) clean[$1]=$((clean[$1] + 1)) ;;
    3) leaking[$1]=$((leaking[$1] + 1)) ;;
    *) die "EMU_SEED=$EMU_SEED: the image that $1 wrote is damaged: $(tail -n 3 "$work/check")" ;;
    esac
}

# check_files LAST: replays the journal; then nothing may be left to repair, and the flushed files must be there.
check_files() {
    local last=$1 status=0 number name
    qemu-img convert -O raw "$work/disk.qcow2" "$work/after.raw"
    e2fsck -p "$work/after.raw" >"$work/fsck" 2>&1 || status=$?
    ((status <= 1)) || die "EMU_SEED=$EMU_SEED: fsck wants to be asked: $(tail -n 3 "$work/fsck")"
    e2fsck -fn "$work/after.raw" >"$work/fsck" 2>&1 || die "EMU_SEED=$EMU_SEED: more than a journal to replay: $(cat "$work/fsck")"
    rm -rf "$work/files"
    mkdir "$work/files"
    debugfs -R "rdump / $work/files" "$work/after.raw" >/dev/null 2>&1
    for ((number = last > 63 ? last - 63 : 1; number <= last; number++)); do
        printf -v name 'file-%02d' $((number % 64))
        # All of a file's words are its number, which may be a later one than the last that was told of.
        od -An -v -t u8 -w8 "$work/files/$name" 2>/dev/null | sort -u | awk -v least="$number" '
            { found++; if ($1 < least || ($1 - least) % 64 != 0) bad = 1 } END { exit bad || found != 1 }' ||
            die "EMU_SEED=$EMU_SEED: $name was flushed as number $number and is not there as such"
    done
}

need qemu-img qemu-utils
need e2fsck e2fsprogs
prepare_load
readonly times=${1:-20}
declare -A clean=([emu]=0 [qemu]=0) leaking=([emu]=0 [qemu]=0) total=([emu]=0 [qemu]=0)
mke2fs -q -t ext4 "$work/base.raw" 192M >/dev/null 2>&1
for ((time = 1; time <= times; time++)); do
    for who in emu qemu; do
        rm -f "$work/disk.qcow2"
        qemu-img create -q -f qcow2 -b "$work/base.raw" -F raw "$work/disk.qcow2"
        run_and_kill "$who"
        check_image "$who"
        last=$(flushed)
        check_files "$last"
        total[$who]=$((total[$who] + last))
    done
done
for who in emu qemu; do
    echo "$who killed $times times: ${clean[$who]} images clean, ${leaking[$who]} with unused clusters counted, none damaged;" \
        "${total[$who]} flushed files, all there"
done
