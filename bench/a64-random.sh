#!/usr/bin/env bash
# The long form of the suite's random programs for AArch64 beside qemu-aarch64 (A64InstructionTests): sequences of all kinds of
# instructions, loops with branches, and programs of floating point, interpreted and in both translators' code. A difference is
# printed with the first instruction after which it shows.
#
#   bench/a64-random.sh [CASES [RUNS [SEED]]]     20 x CASES programs of each kind a run (default 1000), RUNS runs (default 10)
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
readonly runs=${2:-10} seed=${3:-1}
export EMU_A64_CASES=${1:-1000} EMU_A64_SEED
for ((EMU_A64_SEED = seed; EMU_A64_SEED < seed + runs; EMU_A64_SEED++)); do
    ./build.sh test Emu.Guest.Arm64.Tests --filter \
        "FullyQualifiedName~A64InstructionTests&(DisplayName~sequences|DisplayName~loops|DisplayName~programs)"
done
