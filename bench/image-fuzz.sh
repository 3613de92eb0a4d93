#!/usr/bin/env bash
# The long form of the suite's test with damaged qcow2 images (HostileImageTests): a million by default.
#
#   bench/image-fuzz.sh [IMAGES [SEED]]
#
# A failure prints the seed that repeats it alone.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
export EMU_FUZZ_IMAGES=${1:-1000000}
[[ -z ${2:-} ]] || export EMU_FUZZ_SEED=$2
exec ./build.sh test Emu.Block.Tests --filter FullyQualifiedName~HostileImageTests
