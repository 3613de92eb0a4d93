#!/usr/bin/env bash
# Runs the tests that start machines with -sandbox strict for each of them that names no sandbox itself, and prints their results.
#
# usage: tests/strict.sh [EMULATOR [TEST-PROJECT...]]
# The projects must have been built (./build.sh test does it); by default they are all that run the executable. Left out are tests that
# look into the executable, which is a script here, and those of code that is taken over from the files of other guests, which strict
# does not open (docs/sandbox.md).
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=../build/common.sh
source build/common.sh

emulator=$(realpath -e "${1:-artifacts/emu}") || die "${1:-artifacts/emu} is missing; run ./build.sh first, or name an executable"
shift || :
(($#)) || set -- Emu.Cli.Tests Emu.Guests.Tests
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
# Options of a machine stand behind the name of its guest, or behind a name that a link has.
cat >"$dir/emu" <<END
#!/usr/bin/env bash
case " \$* " in
*" -sandbox "* | *" -chroot "* | *" -help "* | *" -h "* | *" -version "*) ;;
*)
    if [[ \${0##*/} == qemu-system-* ]]; then
        set -- -sandbox strict "\$@"
    elif [[ \${1:-} == system && \${2:-} != -* && \$# -gt 2 ]]; then
        set -- "\$1" "\$2" -sandbox strict "\${@:3}"
    fi
    ;;
esac
exec -a "\$0" "$emulator" "\$@"
END
chmod +x "$dir/emu"
export EMU_BIN=$dir/emu EMU_STRICT=1 EMU_GUEST_PROGRAMS=${EMU_GUEST_PROGRAMS:-$PWD/artifacts/guest-programs}
EMU_GUESTS_DIR=$(guests_dir)
export EMU_GUESTS_DIR
left_out=(ExecutableFileTests HardeningTests LimitTests ProcessorTests SecureStartTests A_program_for_the_host CacheReuseTests
    DiskCacheTests)
filter=$(printf '&FullyQualifiedName!~%s' "${left_out[@]}")
status=0
for project in "$@"; do
    dotnet test "artifacts/obj/bin/$project/release/$project.dll" --filter "${filter#&}" || status=1
done
exit "$status"
