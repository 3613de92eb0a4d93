#!/usr/bin/env bash
# Lets each virtio device meet many drivers that do anything (tests/Emu.Devices.Tests/Virtio/VirtioFuzzTests.cs).
#
#   bench/virtio-fuzz.sh [DRIVERS [SEED]]     default: 1000000 for each device and layout, from a seed of the clock
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
export EMU_FUZZ_INPUTS=${1:-1000000} EMU_FUZZ_SEED=${2:-$(date +%s)}
echo "EMU_FUZZ_INPUTS=$EMU_FUZZ_INPUTS EMU_FUZZ_SEED=$EMU_FUZZ_SEED"
exec dotnet test tests/Emu.Devices.Tests -c Release --filter FullyQualifiedName~VirtioFuzz
