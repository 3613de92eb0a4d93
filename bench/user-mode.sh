#!/usr/bin/env bash
# Runs user mode beside Debian's qemu-user and the native build, and prints Markdown tables of medians.
#
#   bench/user-mode.sh [riscv64|aarch64]          (default: riscv64)
#
# Environment: EMU_BIN (default artifacts/emu), EMU_BENCH_RUNS (default 5), EMU_BENCH_SCALE (default 1: the workloads'
# own scale), QEMU_CPU (both emulators' -cpu; for aarch64 by default max,pauth-impdef=on), EMU_BENCH_PROGRAMS (a file of more programs to measure: lines of a name and a command, as for the shell).
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../build/common.sh
source "$here/../build/common.sh"
# shellcheck source=workloads.sh
source "$here/workloads.sh"

readonly emu=${EMU_BIN:-$here/../artifacts/emu} runs=${EMU_BENCH_RUNS:-5} scale=${EMU_BENCH_SCALE:-1} processes=200
readonly guest=${1:-riscv64}
case $guest in
riscv64) readonly architecture=riscv64 ;;
aarch64)
    readonly architecture=arm64
    export QEMU_CPU=${QEMU_CPU:-max,pauth-impdef=on}
    ;;
*) die "$guest is no guest; use riscv64 or aarch64" ;;
esac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

build_programs() {
    local source
    source=$(workloads_source)
    "$guest-linux-gnu-gcc" "${workload_flags[@]}" -static "$source" -lm -o "$work/workloads"
    gcc "${workload_flags[@]}" -march=native "$source" -lm -o "$work/workloads.native"
    "$guest-linux-gnu-gcc" -O2 -static "$here/../tests/guests/user/basic/hello.c" -o "$work/hello"
}

# measure NAME COLUMN PREPARATION COMMAND...: the median and range of a command's seconds, into NAME.COLUMN.
measure() {
    local name=$1 column=$2 preparation=$3
    shift 3
    hyperfine -N --style none --runs "$runs" --prepare "$preparation" --export-csv "$work/measured" "$(printf '%q ' "$@")" \
        >/dev/null 2>"$work/errors" || die "$column failed on $name: $(tail -n 1 "$work/errors")"
    # command,mean,stddev,median,user,system,min,max: taken from the right, for the command may have commas.
    tail -n 1 "$work/measured" | awk -F, '{ print $(NF - 4), $(NF - 1), $NF }' >"$work/$name.$column"
}

# check_results NAME: all ways to run a workload give the same result.
check_results() {
    local expected
    expected=$("qemu-$guest" "$work/workloads" "$1" "$scale")
    [[ $("$emu" user -accel "aot,cache-dir=$work/cache" "$work/workloads" "$1" "$scale") == "$expected" ]] ||
        die "the emulators computed different results for $1"
}

# row NAME COLUMN...: the medians of NAME and its ratios; the ratios are kept for the means.
row() {
    local name=$1 column median low high cells='' native='' qemu='' cold='' warm=''
    shift
    for column in "$@"; do
        read -r median low high <"$work/$name.$column"
        cells+=$(awk -v m="$median" -v l="$low" -v h="$high" 'BEGIN { printf " %.3f (%.3f-%.3f) |", m, l, h }')
        printf -v "$column" %s "$median"
    done
    awk -v n="$name" -v c="$cells" -v native="$native" -v qemu="$qemu" -v cold="$cold" -v warm="$warm" 'BEGIN {
        printf "| %s |%s %.2f | %.2f |", n, c, qemu / cold, qemu / warm
        if (native) printf " %.2f |", warm / native
        print ""
    }'
    [[ -z $native ]] || echo "$native $qemu $cold $warm" >>"$work/all"
}

measure_workloads() {
    local name
    echo "| workload | native, s | qemu, s | emu, empty cache, s | emu, warm cache, s | qemu / empty | qemu / warm | warm / native |"
    echo "| --- | --- | --- | --- | --- | --- | --- | --- |"
    for name in "${workloads[@]}"; do
        say "Workload $name"
        measure "$name" native true "$work/workloads.native" "$name" "$scale"
        measure "$name" qemu true "qemu-$guest" "$work/workloads" "$name" "$scale"
        measure "$name" cold "rm -rf $work/cache" "$emu" user -accel "aot,cache-dir=$work/cache" "$work/workloads" "$name" "$scale"
        check_results "$name"
        measure "$name" warm true "$emu" user -accel "aot,cache-dir=$work/cache" "$work/workloads" "$name" "$scale"
        row "$name" native qemu cold warm
    done
    awk '{ e += log($2 / $3); w += log($2 / $4); n += log($4 / $1) }
        END { printf "| geometric mean | | | | | %.2f | %.2f | %.2f |\n", exp(e / NR), exp(w / NR), exp(n / NR) }' "$work/all"
}

measure_programs() {
    local name command words
    echo "| program | qemu, s | emu, empty cache, s | emu, warm cache, s | qemu / empty | qemu / warm |"
    echo "| --- | --- | --- | --- | --- | --- |"
    while read -r name command <&3; do
        say "Program $name"
        eval "words=($command)"
        measure "$name" qemu true "qemu-$guest" "${words[@]}"
        measure "$name" cold "rm -rf $work/cache" "$emu" user -accel "aot,cache-dir=$work/cache" "${words[@]}"
        measure "$name" warm true "$emu" user -accel "aot,cache-dir=$work/cache" "${words[@]}"
        row "$name" qemu cold warm
    done 3<"$1"
}

measure_processes() {
    local loop="i=0; while [ \$i -lt $processes ]; do \"\$@\" >/dev/null; i=\$((i + 1)); done"
    local emulated=("$emu" user -accel "aot,cache-dir=$work/cache" "$work/hello")
    echo "| processes | qemu, s | emu, empty cache, s | emu, warm cache, s | qemu / empty | qemu / warm |"
    echo "| --- | --- | --- | --- | --- | --- |"
    measure hello qemu true "qemu-$guest" "$work/hello"
    measure hello cold "rm -rf $work/cache" "${emulated[@]}"
    measure hello warm true "${emulated[@]}"
    row hello qemu cold warm
    measure "$processes-hello" qemu true sh -c "$loop" sh "qemu-$guest" "$work/hello"
    measure "$processes-hello" cold "rm -rf $work/cache" sh -c "$loop" sh "${emulated[@]}"
    measure "$processes-hello" warm true sh -c "$loop" sh "${emulated[@]}"
    row "$processes-hello" qemu cold warm
}

main() {
    need "qemu-$guest" qemu-user
    need hyperfine hyperfine
    need "$guest-linux-gnu-gcc" "gcc-$guest-linux-gnu libc6-dev-$architecture-cross"
    [[ -x $emu ]] || die "$emu is missing; make it with: ./build.sh publish"
    build_programs
    print_machine "$("qemu-$guest" --version | head -n 1)"
    measure_processes
    echo
    measure_workloads
    if [[ -n ${EMU_BENCH_PROGRAMS:-} ]]; then
        echo
        measure_programs "$EMU_BENCH_PROGRAMS"
    fi
}

main
