#!/usr/bin/env bash
# Sends a monitor many random messages (tests/Emu.Monitor.Tests/Qmp/HostileClientTests.cs).
#
#   bench/monitor-fuzz.sh [MESSAGES [SEED]]     default: 1000000, from a seed of the clock
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
export EMU_MONITOR_MESSAGES=${1:-1000000} EMU_MONITOR_SEED=${2:-$(date +%s)}
echo "EMU_MONITOR_MESSAGES=$EMU_MONITOR_MESSAGES EMU_MONITOR_SEED=$EMU_MONITOR_SEED"
exec dotnet test tests/Emu.Monitor.Tests -c Release --filter FullyQualifiedName~HostileClient
