#!/usr/bin/env bash
# The long form of the suite's comparison of AArch64's decoder and disassembler with objdump (A64DisassemblyTests): words of each
# instruction, and others with one bit changed. 5,000 of each of some 1,000 instructions, twice, are more than ten million.
#
#   bench/a64-decode.sh [WORDS [SEED]]
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
export EMU_A64_WORDS=${1:-5000} EMU_A64_SEED=${2:-}
exec ./build.sh test Emu.Guest.Arm64.Tests --filter FullyQualifiedName~A64DisassemblyTests
