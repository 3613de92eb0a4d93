#!/usr/bin/env bash
# Programs that write code while they run, from Debian's packages, under user mode beside Debian's qemu-user: CPU seconds, and whether both print the same. Just-in-time compilers (Node, LuaJIT, PyPy, OpenJDK), QEMU inside the emulator,
# and the cases of tests/guests/user/code whose cost must grow with what they change and not with what they have.
# Usage: bench/code-writers.sh [EMU [OLD [riscv64|aarch64]]]: the executable (default artifacts/emu), an older one to compare
# with or nothing, and the guest (default riscv64).
# Environment: EMU_CODE_WRITERS (where the packages are kept), EMU_DEBIAN_MIRROR, EMU_CODE_WRITERS_ONLY (names, as a
# regular expression).
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=../build/common.sh
source "$here/build/common.sh"

emu=${1:-$here/artifacts/emu} old=${2:-} guest=${3:-riscv64}
case $guest in
riscv64) architecture=riscv64 ;;
aarch64)
    architecture=arm64
    # For both: plain max computes pointer authentication in software on QEMU.
    export QEMU_CPU=${QEMU_CPU:-max,pauth-impdef=on}
    ;;
*) die "$guest is no guest; use riscv64 or aarch64" ;;
esac
dir=${EMU_CODE_WRITERS:-${XDG_CACHE_HOME:-$HOME/.cache}/emu-aot/code-writers}/$guest
root=$dir/root only=${EMU_CODE_WRITERS_ONLY:-.}
readonly packages=(libc6 nodejs luajit pypy3 openjdk-21-jre-headless qemu-user-static)

# The packages with what they need, unpacked and not configured. What is not in the suite is left out.
fetch_root() {
    [[ -e $root/.done ]] && return
    local state=$dir/apt mirror keyring=/usr/share/keyrings/debian-archive-keyring.gpg package file link
    rm -rf "$root"
    mkdir -p "$state/lists/partial" "$state/cache/archives/partial" "$root/usr/bin" "$root/usr/lib" "$root/usr/sbin"
    : >"$state/status"
    # shellcheck disable=SC2016  # apt-get expands this one itself
    mirror=${EMU_DEBIAN_MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
        grep -E '/debian/?$' | head -n 1 || true)}
    printf 'deb [arch=%s signed-by=%s] %s trixie main\n' "$architecture" "$keyring" "${mirror:-http://deb.debian.org/debian}" \
        >"$state/sources.list"
    local options=(
        -o "APT::Architecture=$architecture" -o "APT::Architectures::=$architecture"
        -o "Dir::State::Lists=$state/lists" -o "Dir::State::status=$state/status" -o "Dir::Cache=$state/cache"
        -o "Dir::Etc::SourceList=$state/sources.list" -o Dir::Etc::SourceParts=/dev/null
        -o APT::Sandbox::User=root -o Debug::NoLocking=1 -o Acquire::Languages=none -o Acquire::Retries=3
    )
    say "Reading the package lists of Debian trixie for $architecture"
    apt-get -qq "${options[@]}" update || die "cannot read Debian's package lists; set EMU_DEBIAN_MIRROR"
    for package in "${packages[@]}"; do
        say "Downloading $package"
        apt-get -qq -y "${options[@]}" --no-install-recommends -d install "$package" >/dev/null ||
            say "$package cannot be had, and is left out"
    done
    for link in bin lib sbin; do ln -sfn "usr/$link" "$root/$link"; done
    for file in "$state"/cache/archives/*.deb; do
        dpkg-deb --fsys-tarfile "$file" | tar -x -C "$root" --keep-directory-symlink 2>/dev/null || true
    done
    touch "$root/.done"
}

write_sources() {
    mkdir -p "$dir/src"
    cat >"$dir/src/s.js" <<'END'
const fib = n => n < 2 ? n : fib(n - 1) + fib(n - 2);
const words = {};
for (let i = 0; i < 300000; i++) words['k' + i % 5000] = (words['k' + i % 5000] || 0) + i;
let sum = 0;
for (const k in words) if (/7/.test(k)) sum += words[k];
for (let i = 0; i < 200; i++) sum += new Function('a', 'return a * ' + i + ' + ' + (i ^ 5))(i);
console.log(fib(29), sum, JSON.parse(JSON.stringify(words)).k77);
END
    cat >"$dir/src/s.lua" <<'END'
local t, s = {}, 0
for i = 1, 3e6 do t[i % 1000] = (t[i % 1000] or 0) + i % 7 end
for i = 0, 999 do s = s + t[i] * (i % 13) end
for i = 1, 400 do local f = loadstring('local a, s = ..., 0 for i = 1, 200 do s = s + a * i % ' .. (i + 1) .. ' end return s') s = s + f(i) end
print(s)
END
    cat >"$dir/src/s.py" <<'END'
d = {}
for i in range(150000): d[str(i)] = i * 3
s = 0
for i in range(3000000): s = (s * 7 + i) % 10007
print(s, sum(len(k) * v for k, v in d.items()))
END
    cat >"$dir/src/S.java" <<'END'
public class S {
    static int length(String s) { try { return s.length(); } catch (NullPointerException e) { return -1; } }
    public static void main(String[] a) {
        long sum = 0;
        for (int i = 0; i < 3_000_000; i++) sum += length(i % 3 == 0 ? null : "abc") * (i & 7);
        var map = new java.util.HashMap<Integer, Integer>();
        for (int i = 0; i < 1_000_000; i++) map.merge(i % 977, i, Integer::sum);
        System.out.println(sum + " " + map.get(7));
    }
}
END
}

# cpu OUT COMMAND...: CPU seconds of a run whose output goes to OUT; - when it failed.
cpu() {
    local out=$1
    shift
    if /usr/bin/time -o "$dir/time" -f '%U %S' timeout 300 "$@" >"$out" 2>"$out.err" </dev/null; then
        awk '{printf "%.2f", $1 + $2}' "$dir/time"
    else
        printf -- '-'
    fi
}

# compare NAME PROGRAM...: one line of the table; the second run of each counts, with what the first one has cached.
compare() {
    local name=$1 ours before=- qemu same=same
    shift
    [[ $name =~ $only ]] || return 0
    [[ -e $1 ]] || { printf '%-12s is not there\n' "$name"; return 0; }
    qemu=$(cpu "$dir/out.qemu" "qemu-$guest" -L "$root" "$@")
    cpu "$dir/out.emu" "$emu" user -accel "aot,cache-dir=$dir/cache" -L "$root" "$@" >/dev/null
    ours=$(cpu "$dir/out.emu" "$emu" user -accel "aot,cache-dir=$dir/cache" -L "$root" "$@")
    if [[ -n $old ]]; then
        cpu "$dir/out.old" "$old" user -accel "aot,cache-dir=$dir/cache-old" -L "$root" "$@" >/dev/null
        before=$(cpu "$dir/out.old" "$old" user -accel "aot,cache-dir=$dir/cache-old" -L "$root" "$@")
    fi
    cmp -s "$dir/out.qemu" "$dir/out.emu" || same=DIFFERENT
    printf '%-12s qemu %7s  emu %7s  before %7s  %s\n' "$name" "$qemu" "$ours" "$before" "$same"
}

main() {
    mkdir -p "$dir"
    fetch_root
    write_sources
    rm -rf "$dir/cache" "$dir/cache-old"
    mkdir -m 700 "$dir/cache" "$dir/cache-old"
    local pages java
    if [[ ! -e $dir/pages ]]; then
        "$guest-linux-gnu-gcc" -O2 -static -o "$dir/pages" "$here/bench/code-writers.c"
    fi
    for pages in 500 1000 2000 4000; do compare "pages-$pages" "$dir/pages" "$pages"; done
    compare node "$root/usr/bin/node" "$dir/src/s.js"
    compare luajit "$root/usr/bin/luajit" "$dir/src/s.lua"
    compare pypy3 "$root/usr/bin/pypy3" "$dir/src/s.py"
    java=$root/usr/lib/jvm/java-21-openjdk-$architecture/bin/java
    [[ -e $dir/src/S.class ]] || javac --release 17 -d "$dir/src" "$dir/src/S.java" || say "without javac, java is left out"
    compare java "$java" -Xshare:off -cp "$dir/src" S
    compare nested "$root/usr/bin/qemu-$guest-static" "$dir/pages" 1000
    compare nested-lua "$root/usr/bin/qemu-$guest-static" -L "$root" "$root/usr/bin/luajit" "$dir/src/s.lua"
}

main
