#!/usr/bin/env bash
# Runs the emulator beside Debian's QEMU on the same guest and prints Markdown tables of medians and spreads.
#
#   bench/side-by-side.sh [--save] [--only emu|qemu]
#
# --save also writes bench/results/<CPU model>.md; --only leaves the other emulator out.
# Environment: EMU_BIN (default artifacts/emu), EMU_GUESTS_DIR, EMU_BENCH_RUNS (default 5; of the workloads, each run
# is one boot), EMU_BENCH_SCALE (default 1: the workloads' own scale).
#
# A workload's time is taken on the host, between the lines that the guest prints around it. Its instructions are
# counted once, by QEMU with `-icount shift=0`: there one instruction is one nanosecond of guest time.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../build/common.sh
source "$here/../build/common.sh"
# shellcheck source=workloads.sh
source "$here/workloads.sh"

readonly emu=${EMU_BIN:-$here/../artifacts/emu} runs=${EMU_BENCH_RUNS:-5} scale=${EMU_BENCH_SCALE:-1}
guests=$(guests_dir)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

emulators=(emu qemu)
save=
while (($#)); do
    case $1 in
    --save) save=1 ;;
    --only)
        [[ ${2:-} == emu || ${2:-} == qemu ]] || die "--only takes emu or qemu"
        emulators=("$2")
        shift
        ;;
    *) die "unknown argument '$1'; usage: bench/side-by-side.sh [--save] [--only emu|qemu]" ;;
    esac
    shift
done

# command_line EMULATOR INITRD APPEND: sets `command` to the words that boot a guest.
command_line() {
    case $1 in
    emu) command=("$emu" system riscv64) ;;
    *) command=(qemu-system-riscv64) ;;
    esac
    command+=(-M virt -m 512M -nographic -kernel "$guests/linux" -initrd "$2" -append "console=ttyS0 $3")
}

build_ramdisk() {
    local source
    source=$(workloads_source)
    riscv64-linux-gnu-gcc "${workload_flags[@]}" -static "$source" -lm -o "$work/workloads"
    cat >"$work/emu.run" <<END
#!/bin/sh
now() { sed -n 's/^now at \([0-9]*\) nsecs\$/\1/p; /^now at/q' /proc/timer_list; }
for name in ${workloads[*]}; do
    begun=\$(now)
    echo "BENCH-BEGIN \$name"
    workloads \$name $scale
    echo "BENCH-END \$name"
    echo "BENCH-CLOCK \$name \$begun \$(now)"
done
END
    "$here/../build/initrd.sh" "$work/initrd.gz" "$work/workloads" "$work/emu.run:/etc/emu.run"
}

# with_times: copies the guest's lines, each after the host's time in microseconds.
with_times() {
    local line
    while IFS= read -r line; do
        printf '%s %s\n' "${EPOCHREALTIME/[.,]/}" "${line%$'\r'}"
    done
}

# spread: from numbers on standard input, "MEDIAN MINIMUM MAXIMUM".
spread() {
    sort -g | awk '{ v[NR] = $1 } END { print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2, v[1], v[NR] }'
}

# Runs one boot of the workloads; keeps "NAME SECONDS" lines in EMULATOR.times and the results in EMULATOR.results.
run_workloads() {
    local emulator=$1 command=()
    command_line "$emulator" "$work/initrd.gz" quiet
    timeout 1800 "${command[@]}" </dev/null 2>"$work/errors" | with_times >"$work/console" ||
        die "$emulator failed on the workloads: $(tail -n 1 "$work/errors")"
    grep -q 'EMU-RUN-EXIT 0' "$work/console" || die "$emulator did not finish the workloads: $(tail -n 1 "$work/console")"
    awk '$2 == "BENCH-BEGIN" { begun = $1 } $2 == "BENCH-END" { print $3, ($1 - begun) / 1e6 }' \
        "$work/console" >>"$work/$emulator.times"
    sed -nE '/BENCH-BEGIN/,/BENCH-END/ s/^[0-9]+ ([a-z0-9]+ [0-9a-f]{16})$/\1/p' "$work/console" >"$work/$emulator.results"
}

count_instructions() {
    local command=()
    command_line qemu "$work/initrd.gz" quiet
    timeout 1800 "${command[@]}" -icount shift=0,sleep=off </dev/null 2>/dev/null |
        tr -d '\r' | awk '/^BENCH-CLOCK/ { printf "%s %.0f\n", $2, $4 - $3 }' >"$work/instructions"
    [[ $(wc -l <"$work/instructions") == "${#workloads[@]}" ]] || die "counting the instructions with QEMU failed"
}

# boot NAME EMULATOR PREPARATION OPTIONS...: adds a row to the table of boots.
boot() {
    local name=$1 emulator=$2 preparation=$3 command=()
    shift 3
    [[ " ${emulators[*]} " == *" $emulator "* ]] || return 0
    command_line "$emulator" "$guests/initrd-small.cpio.gz" "emu.run=true"
    names+=("$name")
    boots+=(--prepare "$preparation" "$(printf '%q ' "${command[@]}" "$@")")
}

measure_boot() {
    local names=() boots=() cache=$work/cache built=$work/built
    boot "qemu" qemu true
    boot "emu, first boot (empty cache)" emu "rm -rf $cache" -accel "aot,cache-dir=$cache"
    boot "emu, later boots" emu true -accel "aot,cache-dir=$cache"
    boot "emu, cache=off" emu true -accel aot,cache=off
    if [[ " ${emulators[*]} " == *" emu "* ]]; then
        local command=()
        command_line emu "$guests/initrd-small.cpio.gz" "emu.run=true"
        say "Building a cache"
        "$emu" cache build --dir "$built" -- "${command[@]:3}" </dev/null >/dev/null 2>&1 || die "emu cache build failed"
        boot "emu, after emu cache build" emu true -accel "aot,cache-dir=$built"
    fi
    boot "qemu, -smp 4" qemu true -smp 4
    boot "emu, -smp 4, first boot" emu "rm -rf $cache" -smp 4 -accel "aot,cache-dir=$cache"
    hyperfine -N --warmup 1 --runs "$runs" --export-csv "$work/boot.csv" "${boots[@]}" >&2
    echo "| boot to EMU-INIT-OK and power off, s | median | min | max | of QEMU's |"
    echo "| --- | --- | --- | --- | --- |"
    # command,mean,stddev,median,user,system,min,max: taken from the right, for the command has commas in it.
    tail -n +2 "$work/boot.csv" | awk -F, -v names="$(printf '%s;' "${names[@]}")" '
        BEGIN { split(names, name, ";") }
        name[NR] ~ /^qemu/ { qemu = $(NF - 4) }
        { printf "| %s | %.2f | %.2f | %.2f | %s |\n", name[NR], $(NF - 4), $(NF - 1), $NF,
            qemu == "" ? "" : sprintf("%.2f", $(NF - 4) / qemu) }'
}

measure_workloads() {
    local emulator run name count median low high cells
    build_ramdisk
    count_instructions
    for ((run = 1; run <= runs; run++)); do
        for emulator in "${emulators[@]}"; do
            say "Workloads, run $run of $runs: $emulator"
            run_workloads "$emulator"
        done
    done
    if ((${#emulators[@]} == 2)); then
        diff "$work/emu.results" "$work/qemu.results" >&2 || die "the two emulators computed different results (above)"
    fi
    local titles='| workload | instructions, G |' rule='| --- | --- |'
    for emulator in "${emulators[@]}"; do
        titles+=" $emulator, s (min-max) | $emulator, M/s |" rule+=' --- | --- |'
    done
    printf '%s\n%s\n' "$titles" "$rule"
    for name in "${workloads[@]}"; do
        count=$(awk -v n="$name" '$1 == n { print $2 }' "$work/instructions")
        cells=
        for emulator in "${emulators[@]}"; do
            read -r median low high < <(awk -v n="$name" '$1 == n { print $2 }' "$work/$emulator.times" | spread)
            cells+=$(awk -v m="$median" -v l="$low" -v h="$high" -v c="$count" \
                'BEGIN { printf " %.2f (%.2f-%.2f) | %.0f |", m, l, h, c / m / 1e6 }')
            echo "$count $median" >>"$work/$emulator.rates"
        done
        printf '| %s | %s |%s\n' "$name" "$(awk -v c="$count" 'BEGIN { printf "%.2f", c / 1e9 }')" "$cells"
    done
    printf '| geometric mean |  |'
    for emulator in "${emulators[@]}"; do
        awk '{ s += log($1 / $2) } END { printf "  | %.0f |", exp(s / NR) / 1e6 }' "$work/$emulator.rates"
    done
    echo
}

main() {
    need qemu-system-riscv64 "qemu-system-misc opensbi"
    need hyperfine hyperfine
    need riscv64-linux-gnu-gcc "gcc-riscv64-linux-gnu libc6-dev-riscv64-cross"
    [[ -f $guests/linux ]] || die "the guest images are missing; fetch them with: build/guests.sh"
    [[ ${emulators[*]} == qemu || -x $emu ]] || die "$emu is missing; make it with: ./build.sh publish"
    print_machine "$(qemu-system-riscv64 --version | head -n 1)"
    measure_boot
    echo
    measure_workloads
}

if [[ $save ]]; then
    cpu=$(cpu_model | tr -cs 'A-Za-z0-9\n' - | sed 's/-$//')
    mkdir -p "$here/results"
    main | tee "$work/report.md"
    mv "$work/report.md" "$here/results/$cpu.md"
else
    main
fi
