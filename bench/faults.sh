#!/usr/bin/env bash
# The long form of tests/guests/user/signals/precise.c: random regions that fault everywhere, of many seeds, in every
# engine beside the interpreter. Prints the seed and the engine of each run that differs, and fails when there was one.
#
#   bench/faults.sh [FIRST [COUNT [riscv64|aarch64]]]
#
# Environment: EMU_BIN (default artifacts/emu), EMU_FAULTS_PROGRAMS (regions of a seed, default 40).
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../build/common.sh
source "$here/../build/common.sh"

readonly first=${1:-2} count=${2:-100} guest=${3:-riscv64} programs=${EMU_FAULTS_PROGRAMS:-40}
emu=$(realpath "${EMU_BIN:-$here/../artifacts/emu}")
readonly emu llvm=tiers=interp+llvm,hot=2,wait=on
readonly engines=("cache=off,tiers=interp+baseline,warm=1" "cache=off,$llvm" "cache=off,$llvm,region=32"
    "cache=off,warm=1,hot=1,wait=on" "cache=off,$llvm,passes=default<O3>" "cache-dir=cache,$llvm" "cache-dir=cache,jit=off")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
need "$guest-linux-gnu-gcc" "gcc-$guest-linux-gnu"
"$guest-linux-gnu-gcc" -std=gnu17 -O2 -static -I "$here/../tests/guests/user/lib" -o "$work/precise" \
    "$here/../tests/guests/user/signals/precise.c"
cd "$work"

# run ENGINE SEED: what the program says, and its status.
run() {
    local status=0
    timeout 600 "$emu" user -accel "$1" ./precise "$2" "$programs" 2>&1 || status=$?
    echo "status $status"
}

differences=0
for ((seed = first; seed < first + count; seed++)); do
    rm -rf cache
    mkdir -m 700 cache
    run interp "$seed" >expected
    grep -qx 'status 0' expected || die "seed $seed: the interpreter fails: $(tail -n 2 expected | head -n 1)"
    for engine in "${engines[@]}"; do
        run "aot,$engine" "$seed" >found
        if ! cmp -s expected found; then
            echo "seed $seed differs with -accel aot,$engine"
            differences=$((differences + 1))
        fi
    done
done
say "$count seeds from $first on, $programs regions each: $differences differences"
((differences == 0))
