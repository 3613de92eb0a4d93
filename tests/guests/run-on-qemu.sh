#!/usr/bin/env bash
# Runs the guest programs (all, or those named) on QEMU and prints "N passed, N failed": this validates the programs.
# What QEMU cannot run is left out, and qemu-deviations.txt says why.
#   run-on-qemu.sh OUTDIR [NAME...]
set -euo pipefail

if [ $# -lt 1 ]; then
    echo "usage: run-on-qemu.sh OUTDIR [NAME...]" >&2
    exit 2
fi
here=$(cd "$(dirname "$0")" && pwd)
out=$1
shift
"$here/build.sh" "$out"
passed=0 failed=0
while read -r name machine harts status qemu _; do
    if [ $# -gt 0 ] && [[ " $* " != *" $name "* ]]; then
        continue
    fi
    options=()
    case $qemu in
        runs) ;;
        icount) options=(-icount shift=0) ;;
        *) continue ;;
    esac
    result=0
    output=$(timeout 60 qemu-system-riscv64 -M "$machine" -smp "$harts" -bios "$out/$name" -nographic -monitor none \
        "${options[@]}" < /dev/null 2>&1) || result=$?
    if [ "$result" -eq "$status" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "$name: status $result, expected $status: $output"
    fi
done < "$out/manifest.txt"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
