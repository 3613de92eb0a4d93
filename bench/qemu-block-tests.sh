#!/usr/bin/env bash
# Runs QEMU's own block tests (of QEMU's public source package) for raw and qcow2, once with Debian's qemu-img and once with
# ours, each beside Debian's qemu-io, qemu-nbd and qemu-storage-daemon; prints those that pass with both, and those that pass
# with the former only.
#
#   bench/qemu-block-tests.sh [TEST]...     (default: all that start no machine and are not about encryption)
#
# Environment: EMU_BIN (artifacts/emu), EMU_DEBIAN_MIRROR, EMU_QEMU_SOURCE (a source tree of QEMU 7.2 that is there already).
# Needs: Debian's packages qemu-utils, qemu-system-misc, curl, xz-utils, python3. The status is 1 if ours fails a test that Debian's passes.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=../build/common.sh
source "$here/build/common.sh"
need qemu-io qemu-utils
need curl curl
need xz xz-utils
need python3 python3

readonly package=qemu_7.2+dfsg.orig.tar.xz
# These make or open encrypted images, which are not supported; so do those that ask for LUKS before they begin.
readonly encryption=" 049 134 149 158 188 189 198 263 284 288 293 294 " luks='_require_working_luks'
# What a test has in it that starts a machine.
# shellcheck disable=SC2016 # A regular expression: nothing in it is to be expanded.
readonly machine='_launch_qemu|run_qemu|iotests\.VM|VM\(|QEMUMachine|common\.qemu|\$QEMU( |$)|\$QEMU_PROG|QMPTestCase|launch\(\)'

emu=$(realpath "${EMU_BIN:-$here/artifacts/emu}")
[[ -x $emu ]] || die "there is no executable $emu; build it with: ./build.sh publish"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/ours"
ln -s "$emu" "$work/ours/qemu-img"

source_tree=${EMU_QEMU_SOURCE:-}
if [[ -z $source_tree ]]; then
    mirror=${EMU_DEBIAN_MIRROR:-http://deb.debian.org/debian}
    say "Fetching QEMU's source package from $mirror"
    curl -fsSL "${mirror%/}/pool/main/q/qemu/$package" -o "$work/$package" ||
        die "cannot fetch $package from $mirror; check the network, or set EMU_DEBIAN_MIRROR or EMU_QEMU_SOURCE"
    mkdir "$work/qemu"
    tar -xf "$work/$package" -C "$work/qemu" --strip-components=1
    source_tree=$work/qemu
fi
cd "$source_tree/tests/qemu-iotests" || die "$source_tree has no tests/qemu-iotests"

# run IMAGE_PROGRAM FORMAT TEST: prints pass, fail or skip.
run() {
    local scratch result
    scratch=$(mktemp -d "$work/XXXXXX")
    mkdir "$scratch/sock"
    result=$(PYTHON=$(command -v python3) QEMU_PROG=$(command -v qemu-system-riscv64) QEMU_IMG_PROG=$1 \
        QEMU_IO_PROG=$(command -v qemu-io) QEMU_NBD_PROG=$(command -v qemu-nbd) QSD_PROG=$(command -v qemu-storage-daemon) \
        TEST_DIR=$scratch SOCK_DIR=$scratch/sock timeout 600 ./check "-$2" "$3" 2>&1) || true
    rm -rf "$scratch"
    case $result in
        *"Passed all 1"*) echo pass ;;
        *[Nn]"ot run"*) echo skip ;;
        *) echo fail ;;
    esac
}

tests=("$@")
if ((${#tests[@]} == 0)); then
    for test in [0-9][0-9][0-9] tests/*[a-z]; do
        [[ $encryption == *" $test "* || ! -x $test ]] || grep -qE "$machine|$luks" "$test" || tests+=("$test")
    done
fi

failures=0
for format in raw qcow2; do
    theirs=0 passed=()
    for test in "${tests[@]}"; do
        [[ $(run "$(command -v qemu-img)" "$format" "$test") == pass ]] || continue
        theirs=$((theirs + 1))
        if [[ $(run "$work/ours/qemu-img" "$format" "$test") == pass ]]; then
            passed+=("$test")
        else
            failures=$((failures + 1))
            echo "$format $test passes with Debian's qemu-img only"
        fi
    done
    echo "$format: $theirs of ${#tests[@]} tests pass with Debian's qemu-img, ${#passed[@]} of these with ours: ${passed[*]}"
done
((failures == 0))
