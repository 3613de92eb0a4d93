#!/usr/bin/env bash
# Lets a small guest read and write a disk under the emulator and under Debian's QEMU, in turn, and prints the CPU time (user
# and system, all threads) and the wall time of an operation in microseconds: median (minimum-maximum), and our part of QEMU's.
#
#   bench/disk-io.sh [CPUS]...      default: "0-1" and "0", as taskset -c takes them
#
# The image has 256 MiB, all allocated, and is read by the host before each run, so that it lies in its page cache. Environment: EMU_BIN (default artifacts/emu),
# EMU_GUESTS_DIR, EMU_BENCH_RUNS (default 5), EMU_BENCH_OPTIONS (more words for the emulator's -device virtio-blk-pci).
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../build/common.sh
source "$here/../build/common.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck source=io-common.sh
source "$here/io-common.sh"

readonly workloads="read:1:20000 read:32:60000 sequential:2000 commit:2000"

measure() {
    local cpus=$1 run format emulator
    for ((run = 0; run <= runs; run++)); do
        for format in raw qcow2; do
            for emulator in emu qemu; do
                cat "$work/disk.$format" >/dev/null
                load "$emulator-$format" "$emulator" "$cpus" "$workloads" \
                    -drive "if=none,id=d,file=$work/disk.$format,format=$format" -device virtio-blk-pci,drive=d
                # The first run fills the code cache.
                ((run > 0)) || rm "$work/$emulator-$format.times"
            done
        done
    done
    echo "CPUs $cpus:"
    echo
    echo "| operation | emu, CPU us | qemu, CPU us | of QEMU's | emu, wall us | qemu, wall us | of QEMU's |"
    echo "| --- | --- | --- | --- | --- | --- | --- |"
    for format in raw qcow2; do
        row "read 4 KiB, depth 1, $format" read-1 "emu-$format" "qemu-$format"
        row "read 4 KiB, depth 32, $format" read-32 "emu-$format" "qemu-$format"
        row "read 1 MiB, sequential, $format" sequential "emu-$format" "qemu-$format"
        row "write 4 KiB and fdatasync, $format" commit "emu-$format" "qemu-$format"
    done
    for format in read-1 read-32 sequential commit; do
        row "ours: qcow2 beside raw, $format" "$format" emu-qcow2 emu-raw
    done
    echo
    rm -f "$work"/*.times
}

need qemu-img qemu-utils
prepare_load
head -c 256M /dev/urandom >"$work/disk.raw"
qemu-img convert -O qcow2 "$work/disk.raw" "$work/disk.qcow2"
for cpus in "${@:-0-1 0}"; do
    for each in $cpus; do measure "$each"; done
done
