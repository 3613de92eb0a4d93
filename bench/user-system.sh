#!/usr/bin/env bash
# Builds a Debian system for riscv64 with the emulator as its processor, works in it, and compares what programs print there
# with what they print under Debian's qemu-riscv64, or what the machine's own programs print. In namespaces of its own:
# nothing of the machine is changed.
#
#   bench/user-system.sh [-k | -r FOLDER]     -k keeps the system's folder, -r uses one that was kept
#
# Needs root, debootstrap, python3 and a kernel that has binfmt_misc for each namespace of users (Linux 6.7).
# Environment: EMU_BIN (default artifacts/emu), EMU_QEMU (default qemu-riscv64-static), EMU_DEBIAN_MIRROR (default:
# debootstrap's own), TMPDIR.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../build/common.sh
source "$here/../build/common.sh"

emu=$(realpath "${EMU_BIN:-$here/../artifacts/emu}")
readonly emu
readonly packages=python3-minimal,util-linux,procps,sudo,login,passwd,adduser,perl-base,xz-utils,zstd,gawk

# What runs in the system: a name and a command for its shell. The results must be those under QEMU.
# shellcheck disable=SC2016 # for the shell in there
readonly commands='
users|id nobody; su -s /bin/sh nobody -c "id; echo \$HOME"; setpriv --reuid=1 --regid=1 --clear-groups id
adduser|useradd -m bench; su - bench -c "pwd; umask; id -un"; userdel -r bench 2>&1
sudo|sudo -u nobody id -un
rights|python3 -c "import os;os.setgroups([]);os.setgid(65534);os.setuid(65534);print(os.getresuid(),os.access(\"/root\",4))"
descriptors|prlimit --nofile=32 bash -c "exec 31</dev/null; echo ok"; prlimit --nofile=16:16 bash -c "exec 10</dev/null 14</dev/null 15</dev/null; echo ok"
dpkg|dpkg --get-selections | wc -l; dpkg -L base-files | head -3; dpkg --audit; dpkg -V coreutils
apt|apt-cache policy bash | head -2; apt-mark showauto | wc -l; apt-get check 2>&1 | tail -1
reinstall|cd /tmp && dpkg-deb -b /debs/one one.deb && dpkg -i one.deb && dpkg -s one | grep Status && dpkg -P one
python|python3 -c "import json,hashlib,subprocess;print(hashlib.sha256(json.dumps(list(range(9999))).encode()).hexdigest());print(subprocess.run([\"echo\",\"x\"],capture_output=True).stdout)"
perl|perl -e "my %h;\$h{\$_%77}+=\$_ for 1..100000;print join(\",\",map{\$h{\$_}}sort keys %h),qq{\n}" | md5sum
compress|tar -C /usr/bin -c --sort=name --mtime=@0 . | xz -1 -T2 | xz -d | zstd -T2 | zstd -d | md5sum
text|find /etc -type f | sort | xargs cat 2>/dev/null | tr a-z A-Z | sort | uniq -c | sort -rn | md5sum
processes|pgrep -c sh >/dev/null; nice -n 5 nice; timeout 1 sleep 5; echo $?
'

# What runs outside of it, with the system's programs and with the machine's own. The results must be the same; a name
# that begins with / is of the machine.
# shellcheck disable=SC2016 # for the shell in there
readonly comparisons='
user|unshare -Ur id -u
mounts|unshare -Urm sh -c "/bin/mount -t tmpfs none /mnt; grep -c /mnt /proc/mounts"
threads|unshare -Urpf --mount-proc sh -c "echo \$\$; /bin/ls /proc/self/task | wc -l; grep Threads /proc/self/status"
clocks|unshare -UrT --boottime 1000 true
enter|unshare -Urm --propagation slave nsenter --mount=/proc/self/ns/mnt echo in
again|unshare -Urn nsenter --user=/proc/self/ns/user true
rights|setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all sh -c "grep Cap /proc/self/status | head -3; cat /proc/self/task/*/status | grep -c Name"
bounds|setpriv --nnp --bounding-set=-all --inh-caps=-all id -u
descriptors|bash -c "exec 200>/dev/null 1000</dev/null 63</dev/null 960</dev/null; echo x >&200; ls /proc/self/fd | wc -l"
'

usage() {
    sed -n '2,10s/^# \{0,1\}//p' "$0"
}

# enter EMULATOR COMMAND...: runs COMMAND where programs for RISC-V start with EMULATOR, as root of namespaces.
enter() {
    python3 - "$@" <<'END'
import ctypes, os, sys

def check(result):
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))

libc = ctypes.CDLL(None, use_errno=True)
NEWUSER, NEWPID, NEWNS, REC, PRIVATE = 0x10000000, 0x20000000, 0x20000, 0x4000, 0x40000
left, mapped = os.pipe(), os.pipe()
child = os.fork()
if child == 0:
    check(libc.unshare(NEWUSER | NEWPID | NEWNS))
    os.write(left[1], b"x")
    os.read(mapped[0], 1)
    os.setgid(0)
    os.setuid(0)
    os.setgroups([])
    check(libc.mount(b"none", b"/", None, REC | PRIVATE, None))
    control = "/proc/sys/fs/binfmt_misc"
    check(libc.mount(b"binfmt_misc", control.encode(), b"binfmt_misc", 0, None))
    magic = rb"\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xf3\x00"
    mask = rb"\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff"
    with open(control + "/register", "wb") as register:
        register.write(b":guest:M::" + magic + b":" + mask + b":" + sys.argv[1].encode() + b":PF")
    first = os.fork()
    if first != 0:
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(first, 0)[1]) & 255)
    os.execvp(sys.argv[2], sys.argv[2:])
os.read(left[0], 1)
for kind in ("uid", "gid"):
    with open(f"/proc/{child}/{kind}_map", "w") as table:
        table.write("0 0 4294967295")
os.write(mapped[1], b"x")
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) & 255)
END
}

# in_system EMULATOR COMMAND: runs a command of the system's shell.
in_system() {
    # shellcheck disable=SC2016 # for the shell in there
    enter "$1" sh -c 'mount -t proc proc "$1/proc"; mount -t tmpfs none "$1/run"; mount --rbind /dev "$1/dev"
        exec chroot "$1" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root DEBIAN_FRONTEND=noninteractive sh -c "$2"' \
        sh "$root" "$2" 2>&1
}

# seconds OUTPUT EMULATOR COMMAND: the seconds of the processor that a command takes; its output goes to a file.
seconds() {
    local TIMEFORMAT='%U %S'
    { time in_system "$2" "$3" >"$1" || true; } 2>&1 | awk '{ printf "%.1f", $1 + $2 }'
}

make_system() {
    say "Unpacking Debian for riscv64"
    debootstrap --foreign --arch=riscv64 --variant=minbase --include="$packages" trixie "$root" \
        ${EMU_DEBIAN_MIRROR:+"$EMU_DEBIAN_MIRROR"} >"$work/log" || die "debootstrap failed: $(tail -n 1 "$work/log")"
    # Devices and /proc are there already, and cannot be made in a namespace.
    sed -i -E 's/^(check_sane_mount|setup_devices|setup_proc) \(\) \{/&\n\treturn 0/' "$root/debootstrap/functions"
    say "Configuring it with the emulator"
    in_system "$work/qemu-riscv64" '/debootstrap/debootstrap --second-stage' >"$work/log" ||
        die "the second stage failed: $(tail -n 3 "$work/log" | tr '\n' ' ')"
}

# A package whose postinst runs under another user.
add_package() {
    mkdir -p "$root/debs/one/DEBIAN" "$root/debs/one/opt"
    printf 'Package: one\nVersion: 1\nArchitecture: all\nMaintainer: nobody <nobody@localhost>\nDescription: one\n' \
        >"$root/debs/one/DEBIAN/control"
    printf '#!/bin/sh\nsetpriv --reuid=65534 --clear-groups id -u\n' >"$root/debs/one/DEBIAN/postinst"
    chmod 755 "$root/debs/one/DEBIAN/postinst"
    echo one >"$root/debs/one/opt/one"
}

keep='' kept=''
case ${1:-} in
-k) keep=1 ;;
-r) kept=${2:?the folder of a system} ;;
-h | --help)
    usage
    exit
    ;;
'') ;;
*)
    usage >&2
    exit 2
    ;;
esac
((EUID == 0)) || die "run this as root"
need debootstrap debootstrap
qemu=${EMU_QEMU:-qemu-riscv64-static}
need "$qemu" qemu-user-static
work=$(mktemp -d)
root=${kept:-$work/root}
[[ $keep ]] || trap 'rm -rf "$work"' EXIT
ln -s "$emu" "$work/qemu-riscv64"
[[ $kept ]] || make_system
add_package
differences=0

# compare NAME OURS THEIRS: says whether two outputs are the same.
compare() {
    verdict=same
    cmp -s "$2" "$3" && return
    verdict=differs
    differences=$((differences + 1))
    { diff "$3" "$2" || true; } | sed "s/^/$1: /" >&2
}

printf '| in the system | emulator, s | QEMU, s | |\n| --- | --- | --- | --- |\n'
while IFS='|' read -r name command; do
    [[ $name ]] || continue
    ours=$(seconds "$work/ours" "$work/qemu-riscv64" "$command" </dev/null)
    theirs=$(seconds "$work/theirs" "$(command -v "$qemu")" "$command" </dev/null)
    compare "$name" "$work/ours" "$work/theirs"
    printf '| %s | %s | %s | %s |\n' "$name" "$ours" "$theirs" "$verdict"
done <<<"$commands"
printf '\n| outside | beside the machine |\n| --- | --- |\n'
while IFS='|' read -r name command; do
    [[ $name ]] || continue
    PATH=$root/usr/bin:$root/usr/sbin:$PATH
    read -r program rest <<<"$command"
    eval "\"$emu\" user -L \"$root\" \"$root/usr/bin/$program\" $rest" >"$work/ours" 2>&1 </dev/null || true
    PATH=${PATH#"$root/usr/bin:$root/usr/sbin:"}
    eval "$command" >"$work/theirs" 2>&1 </dev/null || true
    compare "$name" "$work/ours" "$work/theirs"
    printf '| %s | %s |\n' "$name" "$verdict"
done <<<"$comparisons"
[[ $keep ]] && say "The system is in $root"
((differences == 0))
