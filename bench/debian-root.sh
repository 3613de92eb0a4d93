#!/usr/bin/env bash
# Configures and uses a whole Debian by the emulator and by QEMU, started by the kernel as in a container, and compares what
# becomes of it: debootstrap's second stage, dpkg with triggers, apt, gcc, make -j, python3, perl, git. Prints a Markdown table
# of CPU seconds, and each difference of the two roots: packages and their states; names, kinds, modes, owners and link targets
# of all files, and their contents, but for those that `ignored` names. Ends with status 1 when there is a difference.
#
#   bench/debian-root.sh [riscv64|aarch64]        (default: aarch64)
#
# Needs Linux 6.7, root or a user who may map users, and the packages debootstrap, qemu-user-static (or EMU_QEMU) and util-linux.
# Packages are fetched once by debootstrap into EMU_GUESTS_DIR; what runs in the roots has no network.
#
# Environment: EMU_BIN (default artifacts/emu), EMU_QEMU (a static qemu-user of the guest), EMU_QEMU_CPU (QEMU's -cpu; default
# for aarch64: max,pauth-impdef=on), EMU_GUESTS_DIR, EMU_DEBIAN_MIRROR, EMU_KEEP (a folder in which the roots are kept).
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../build/common.sh
source "$here/../build/common.sh"

readonly suite=trixie packages=gcc,libc6-dev,make,python3-minimal,perl,git,sqlite3,xz-utils,zstd,ca-certificates

# What differs between two runs of one emulator as well: identities, keys, logs, caches with times in them.
ignored() {
    cat <<'END'
^etc/machine-id[[:space:]]
^etc/ssl/certs/java/
^etc/shadow-?[[:space:]]
^etc/resolv.conf[[:space:]]
^etc/hostname[[:space:]]
^var/log/
^var/cache/
^var/lib/dpkg/(status|status-old|lock|lock-frontend|triggers/Lock|available-old)[[:space:]]
^var/lib/systemd/
^var/lib/apt/
^root/measured/
^root/project/\.git/(index[[:space:]]|objects/|refs/|logs/|COMMIT_EDITMSG)
__pycache__/
^emulator/
^dev/
^proc/
^sys/
^tmp/
END
}

# The work in the configured root, each step a line: a name and a command.
steps() {
    cat <<'END'
second-stage /debootstrap/debootstrap --second-stage
reconfigure DEBIAN_FRONTEND=noninteractive dpkg-reconfigure ca-certificates
triggers dpkg-trigger --by-package=dpkg ldconfig && dpkg --triggers-only -a && dpkg --audit
packages apt-get -q check && apt-cache policy gcc && dpkg --verify
compile mkdir -p /root/project && cd /root/project && for i in $(seq 24); do for j in $(seq 40); do echo "int f${i}_$j(int a) { int s = 0; for (int k = 0; k < a; k++) s += k * $j ^ s >> 3; return s; }"; done >part$i.c; done && printf 'CFLAGS = -O2\nproject: $(patsubst %%.c,%%.o,$(wildcard *.c))\n\tgcc -o $@ $^\n' >Makefile && echo 'int f1_1(int); int main(void) { return f1_1(99) == 0; }' >main.c && make -s -j4 && ./project
python3 cd /root/project && python3 -c 'import json, re, hashlib; d = {str(i): i * 3 for i in range(60000)}; t = json.dumps(d); print(len(re.findall("[0-9]+7", t)), hashlib.sha256(t.encode()).hexdigest(), sum(json.loads(t).values()))' >python.out
perl cd /root/project && perl -e 'my %h; $h{"k" . $_ % 5000} += $_ for 1 .. 200000; my $s = 0; /7/ and $s += $h{$_} for sort keys %h; print "$s\n"' >perl.out
git cd /root/project && git init -q -b main . && git -c user.name=a -c user.email=a@b add . && GIT_AUTHOR_DATE='1000000000 +0000' GIT_COMMITTER_DATE='1000000000 +0000' git -c user.name=a -c user.email=a@b commit -qm one && git rev-parse HEAD >/tmp/head && git fsck --strict && git gc -q && cp /tmp/head git.out
archives cd /root && tar -cf - --sort=name --mtime=@0 /usr/share/perl /usr/lib/gcc | zstd -q -3 | zstd -qd | xz -1 -T1 | sha256sum >archives.out
database sqlite3 /root/db 'create table t(a integer primary key, b text); with recursive n(i) as (select 1 union all select i + 1 from n where i < 40000) insert into t select i, "row" || i % 977 from n; create index x on t(b); select b, count(*) from t group by b order by 2 desc limit 5' >/root/database.out
shell i=0; while [ $i -lt 200 ]; do /bin/true; i=$((i + 1)); done; find / -xdev | sort | wc -l >/dev/null
END
}

# magic_of GUEST: the two bytes of e_machine of the guest's programs.
magic_of() {
    case $1 in
    riscv64) printf '\\xf3\\x00' ;;
    aarch64) printf '\\xb7\\x00' ;;
    esac
}

# In the namespaces: registers the emulator and does the steps in a root. Their CPU seconds go to TIMES.
run_inside() {
    local root=$1 guest=$2 emulator=$3 cpu=$4 times=$5 name command elf='\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00'
    mount -t proc proc /proc
    mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc || die "programs of other machines can be started so since Linux 6.7 only"
    printf ':root:M::%s%s:\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\x00\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xfe\\xff\\xff\\xff:%s:FP' \
        "$elf" "$(magic_of "$guest")" "$emulator" >/proc/sys/fs/binfmt_misc/register
    # debootstrap leaves links here where it can mount nothing.
    for name in proc dev sys; do [[ ! -L $root/$name ]] || rm "$root/$name"; done
    mkdir -p "$root"/{proc,dev,sys,emulator,root/measured}
    mount --bind "$root" "$root"
    mount -t proc proc "$root/proc"
    for name in null zero full random urandom tty; do
        : >"$root/dev/$name"
        mount --bind "/dev/$name" "$root/dev/$name"
    done
    mount -t tmpfs tmpfs "$root/tmp"
    while read -r name command; do
        say "  $name"
        /usr/bin/time -o "$times.one" -f '%U %S' env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 \
            container=lxc XDG_CACHE_HOME=/emulator ${cpu:+QEMU_CPU="$cpu"} chroot "$root" /bin/sh -c "$command" </dev/null >"$times.$name.out" 2>&1 ||
            die "$name failed: $(tail -n 3 "$times.$name.out")"
        awk -v n="$name" '{ print n, $1 + $2 }' "$times.one" >>"$times"
    done < <(steps)
}

# describe ROOT: a line for each file of a root, sorted.
describe() {
    local root=$1
    (
        cd "$root"
        find . -mindepth 1 -printf '%P\t%y %m %U:%G %l\n' | sort >"$work/names"
        find . -type f -print0 | sort -z | xargs -0 sha256sum | sed 's|^\([0-9a-f]*\)  \./\(.*\)|\2\tcontent \1|'
        cat "$work/names"
        # State and version of each package; the file itself keeps an order that does not matter.
        awk 'BEGIN { RS = "" } { print }' var/lib/dpkg/status | awk '/^Package:/ { p = $2 } /^Status:/ { s = $0 } /^Version:/ { print "package " p "\t" s " " $2 }'
    ) | LC_ALL=C sort | grep -vE -f <(ignored) || true
}

# compare WORK: in the namespace, where owners exist.
compare_inside() {
    local work=$1 other status=0
    describe "$work/root-qemu" >"$work/qemu.txt"
    for other in cold warm; do
        describe "$work/root-$other" >"$work/$other.txt"
        diff "$work/qemu.txt" "$work/$other.txt" >"$work/$other.diff" || status=1
    done
    return "$status"
}

# unpack WORK NAME: a root as debootstrap's first stage left it.
unpack_inside() {
    mkdir "$1/root-$2"
    tar -xpf "$1/first-stage.tar" -C "$1/root-$2" --numeric-owner
}

first_stage() {
    local work=$1 architecture=$2 mirror=$3 stored=$4
    [[ ! -s $stored ]] || return 0
    say "Fetching Debian for $architecture"
    # As root of this machine: debootstrap makes device nodes, which the roots do without.
    debootstrap --foreign --arch="$architecture" --variant=minbase --include="$packages" "$suite" "$work/first" "$mirror" >"$work/debootstrap.log" ||
        die "debootstrap failed: $(tail -n 3 "$work/debootstrap.log")"
    tar -cpf "$stored.new" --numeric-owner --exclude='./dev/*' -C "$work/first" .
    mv "$stored.new" "$stored"
    rm -rf "$work/first"
}

report() {
    local work=$1
    echo "| step | qemu, CPU s | emu, empty cache | emu, warm cache | qemu / empty | qemu / warm |"
    echo "| --- | --- | --- | --- | --- | --- |"
    paste -d ' ' "$work/qemu.times" "$work/cold.times" "$work/warm.times" | awk '
        function row(n, q, c, w) { printf "| %s | %.2f | %.2f | %.2f | %.2f | %.2f |\n", n, q, c, w, q / (c ? c : 0.01), q / (w ? w : 0.01) }
        { row($1, $2, $4, $6); q += $2; c += $4; w += $6 } END { row("all", q, c, w) }'
}

main() {
    local guest=${1:-aarch64} architecture emulator=${EMU_BIN:-$here/../artifacts/emu} qemu cpu='' mirror name status=0 work stored
    case $guest in
    aarch64) architecture=arm64 cpu=${EMU_QEMU_CPU:-max,pauth-impdef=on} ;;
    riscv64) architecture=riscv64 cpu=${EMU_QEMU_CPU:-} ;;
    *) die "$guest is no guest; use riscv64 or aarch64" ;;
    esac
    qemu=${EMU_QEMU:-/usr/bin/qemu-$guest-static}
    need debootstrap debootstrap
    need unshare util-linux
    [[ -x /usr/bin/time ]] || die "/usr/bin/time is missing; install it with: apt-get install time"
    [[ -x $qemu ]] || die "$qemu is missing; install it with: apt-get install qemu-user-static"
    [[ -x $emulator ]] || die "$emulator is missing; make it with: ./build.sh publish"
    # shellcheck disable=SC2016  # apt-get expands this one itself
    mirror=${EMU_DEBIAN_MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
        grep -E '/debian/?$' | head -n 1 || true)}
    mkdir -p "$(guests_dir)"
    stored=$(guests_dir)/first-stage-$suite-$architecture.tar
    work=$(mktemp -d "${EMU_KEEP:-${TMPDIR:-/tmp}}/debian-root.XXXXXX")
    chmod 755 "$work"
    # shellcheck disable=SC2064  # the folder is known now
    [[ -n ${EMU_KEEP:-} ]] || trap "rm -rf '$work'" EXIT
    first_stage "$work" "$architecture" "${mirror:-http://deb.debian.org/debian}" "$stored"
    ln -s "$stored" "$work/first-stage.tar"
    # Copies by the names that choose the guest: the executables may be made anew meanwhile.
    mkdir "$work/emu" "$work/qemu"
    cp "$emulator" "$work/emu/qemu-$guest"
    cp "$qemu" "$work/qemu/qemu-$guest"
    for name in qemu cold warm; do
        say "With $name:"
        enter_namespace "$work" "$0" --inside unpack "$work" "$name"
        [[ $name != warm ]] || cp -a "$work/root-cold/emulator" "$work/root-warm/"
        if [[ $name == qemu ]]; then
            enter_namespace "$work" "$0" --inside run "$work/root-$name" "$guest" "$work/qemu/qemu-$guest" "$cpu" "$work/$name.times"
        else
            enter_namespace "$work" "$0" --inside run "$work/root-$name" "$guest" "$work/emu/qemu-$guest" '' "$work/$name.times"
        fi
    done
    enter_namespace "$work" "$0" --inside compare "$work" || status=1
    report "$work"
    for name in cold warm; do
        [[ ! -s $work/$name.diff ]] || { echo "Differences of the root made with $name cache (< QEMU's):"; head -n 100 "$work/$name.diff"; }
    done
    return "$status"
}

if [[ ${1:-} == --inside ]]; then
    work=${3:-}
    "$2_inside" "${@:3}"
else
    main "$@"
fi
