#!/usr/bin/env bash
# Feeds the user network with 100,000 random frames (or as many as the first argument says): no exception, bounded tables.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export EMU_FUZZ_FRAMES=${1:-100000}
exec ./build.sh test Emu.Net.Tests --filter FullyQualifiedName~FrameFuzzTests
