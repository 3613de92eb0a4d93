#!/usr/bin/env bash
# Builds every guest program into OUTDIR, and OUTDIR/manifest.txt, one line a program:
#   name machine harts status qemu emu
# from the "// guest:" lines of the sources (README.md says what they mean). Does nothing that is up to date.
set -euo pipefail

if [ $# -ne 1 ]; then
    echo "usage: build.sh OUTDIR" >&2
    exit 2
fi
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
out=$(cd "$1" && pwd)
prefix=${CROSS_COMPILE:-riscv64-linux-gnu-}
if ! command -v "${prefix}gcc" > /dev/null; then
    echo "build.sh: ${prefix}gcc is not installed: apt-get install gcc-riscv64-linux-gnu" >&2
    exit 1
fi

# One line a program: source name env machine harts status qemu emu flags.
list_programs() {
    local source line name word env machine harts status qemu emu flags
    for source in "$here"/*/*.c; do
        while read -r _ _ name line; do
            env=p machine=spike harts=1 status=0 qemu=runs emu=passes flags=
            for word in $line; do
                case $word in
                    env=*) env=${word#*=} ;;
                    machine=*) machine=${word#*=} ;;
                    harts=*) harts=${word#*=} ;;
                    status=*) status=${word#*=} ;;
                    qemu=*) qemu=${word#*=} ;;
                    emu=*) emu=${word#*=} ;;
                    -D*) flags="$flags $word" ;;
                    *) echo "build.sh: $source: unknown word '$word' in its guest line" >&2; return 1 ;;
                esac
            done
            echo "$source $name $env $machine $harts $status $qemu $emu$flags"
        done < <(grep '^// guest: ' "$source")
    done
}

build_one() {
    local source=$1 name=$2 env=$3 machine=$4 flags=("${@:9}") lib=$here/lib environment
    local output=$out/$name
    if [ -e "$output" ] && [ -z "$(find "$lib" "$(dirname "$source")" "$here/build.sh" -newer "$output" -type f \
            \( -path "$lib/*" -o -name '*.h' -o -path "$source" -o -name build.sh \))" ]; then
        return
    fi
    environment=("$lib/start_machine.S" "$lib/machine.c")
    if [ "$env" = v ]; then
        environment=("$lib/start_user.S" "$lib/supervisor.c")
    fi
    if [ "$machine" = virt ]; then
        flags+=(-DMACHINE_VIRT)
    fi
    "${prefix}gcc" -march=rv64gc -mabi=lp64d -mcmodel=medany -mno-relax -std=gnu17 -O1 \
        -Wall -Wextra -Werror -Wno-type-limits -Wno-sign-compare -ffreestanding -fno-builtin -fno-pic -fno-stack-protector -fno-asynchronous-unwind-tables \
        -fno-tree-loop-distribute-patterns -nostdlib -static -Wl,--build-id=none -Wl,--no-warn-rwx-segments \
        -T "$lib/guest.ld" -I "$lib" "${flags[@]}" \
        -o "$output.new" "${environment[@]}" "$lib/report.c" "$lib/calls.c" "$source"
    mv "$output.new" "$output"
}

programs=$(list_programs)
if duplicate=$(cut -d ' ' -f 2 <<< "$programs" | sort | uniq -d) && [ -n "$duplicate" ]; then
    echo "build.sh: two guest programs have the name '$duplicate'" >&2
    exit 1
fi
running=0
while read -r program; do
    # shellcheck disable=SC2086 # words of the line are arguments
    build_one $program &
    running=$((running + 1))
    if [ "$running" -ge "$(nproc)" ]; then
        wait -n
        running=$((running - 1))
    fi
done <<< "$programs"
while [ "$running" -gt 0 ]; do
    wait -n
    running=$((running - 1))
done
cut -d ' ' -f 2,4-8 <<< "$programs" > "$out/manifest.new"
if cmp -s "$out/manifest.new" "$out/manifest.txt"; then
    rm "$out/manifest.new"
else
    mv "$out/manifest.new" "$out/manifest.txt"
fi
