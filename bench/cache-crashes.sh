#!/usr/bin/env bash
# Cuts the power of a simulated disk at ten thousand moments while cache files are written (tests/Emu.CacheFormat.Tests,
# CrashTests; the test run has one thousand): nothing that was not written may be read, nothing that had reached the disk lost.
#
#   bench/cache-crashes.sh [POINTS]
#
# Environment: EMU_CRASH_SEED (the first of the seeds; a failure names its own).
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
export EMU_CRASH_POINTS=${1:-10000}
exec ./build.sh test Emu.CacheFormat.Tests --filter FullyQualifiedName~CrashTests
