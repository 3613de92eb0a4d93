#!/usr/bin/env bash
# Lets a small guest send, receive and connect by TCP through `-netdev user` under the emulator and under Debian's QEMU, in
# turn, and prints the CPU time (user and system, all threads) and the wall time of a MiB or a connection in microseconds.
#
#   bench/net-io.sh [CPUS]...       default: "0-1" and "0", as taskset -c takes them
#   bench/net-io.sh hold [SECONDS]  1,000 connections at once for 600 seconds, each echoes 512 bytes a second; no table
#   bench/net-io.sh idle            an idle guest with a disk and a network: CPU time in 60 seconds, and resident memory
#
# Environment: EMU_BIN (default artifacts/emu), EMU_GUESTS_DIR, EMU_BENCH_RUNS (default 5).
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../build/common.sh
source "$here/../build/common.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck source=io-common.sh
source "$here/io-common.sh"

readonly workloads="send:@PORT@:256 fetch:@PORT@:256 serve:@PORT@:256 connect:@PORT@:1000"
# QEMU wants a boot ROM for the card, which the guest does not use.
readonly card=(-netdev "user,id=n,hostfwd=tcp:127.0.0.1:@FORWARD@-:7000")

load_net() {
    local name=$1 device=virtio-net-pci,netdev=n
    [[ $name == emu ]] || device+=,romfile=
    load "$name" "$name" "$2" "$3" "${card[@]}" -device "$device" "${@:4}"
}

measure() {
    local cpus=$1 run emulator
    for ((run = 0; run <= runs; run++)); do
        for emulator in emu qemu; do
            load_net "$emulator" "$cpus" "$workloads"
            # The first run fills the code cache.
            ((run > 0)) || rm "$work/$emulator.times"
        done
    done
    echo "CPUs $cpus:"
    echo
    echo "| operation | emu, CPU us | qemu, CPU us | of QEMU's | emu, wall us | qemu, wall us | of QEMU's |"
    echo "| --- | --- | --- | --- | --- | --- | --- |"
    row "guest sends 1 MiB" send emu qemu
    row "guest fetches 1 MiB" fetch emu qemu
    row "host sends 1 MiB through hostfwd" serve emu qemu
    row "guest connects, gets 1 KiB, closes" connect emu qemu
    echo
    rm -f "$work"/*.times
}

prepare_load
case ${1:-} in
hold)
    load_net emu 0-1 "hold:@PORT@:1000:${2:-600}"
    awk '{ printf "%d echoes over 1,000 connections, %d lost; CPU %.1f s, %.0f MiB resident\n", $2, $5, $3 / 1e9, $6 / 1024 }' \
        "$work/emu.times"
    awk '$5 != 0 { exit 1 }' "$work/emu.times" || die "connections were lost or echoed something else"
    ;;
idle)
    truncate -s 64M "$work/disk.raw"
    for emulator in emu qemu; do
        # The first run fills the code cache.
        for seconds in 5 60; do
            rm -f "$work/$emulator.times"
            load_net "$emulator" 0-1 "idle:$seconds" \
                -drive "if=none,id=d,file=$work/disk.raw,format=raw" -device virtio-blk-pci,drive=d
        done
        awk -v e="$emulator" '{ printf "%s: %.2f %% of a core, %.0f MiB resident beyond the RAM of the guest\n", e, $3 / $4 * 100, $6 / 1024 }' "$work/$emulator.times"
    done
    ;;
*)
    for cpus in "${@:-0-1 0}"; do
        for each in $cpus; do measure "$each"; done
    done
    ;;
esac
