#!/usr/bin/env bash
# Makes each system call on the code cache's folder and files fail, one after the other, with each error that it may have:
# the guest must run as ever, and standard error have one line at most.
#
#   bench/cache-faults.sh            every call, every error, every occurrence, alone and with all that follow
#   bench/cache-faults.sh --short    one error for each call, from its first occurrence on, and at the second; a program only
#
# Environment: EMU_BIN (default artifacts/emu), EMU_GUEST_PROGRAMS (default artifacts/guest-programs).
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../build/common.sh
source "$here/../build/common.sh"

readonly emu=${EMU_BIN:-$here/../artifacts/emu} programs=${EMU_GUEST_PROGRAMS:-$here/../artifacts/guest-programs}
readonly most=200 patience=60
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
readonly cache=$work/cache
runs=0 faults=0 short=0

# Each call with the errors that it may have. Interrupted calls are made again, so that only one at a time is.
readonly -a calls=(
    "openat ENOSPC EIO EINTR EMFILE EACCES ENOMEM EROFS" "pread64 EIO EINTR ENOMEM" "pwrite64 ENOSPC EIO EINTR EROFS"
    "statx EIO EINTR EACCES ENOMEM" "newfstatat EIO EINTR EACCES ENOMEM" "fcntl EIO EINTR EMFILE ENOMEM EACCES"
    "mkdirat ENOSPC EIO EINTR EACCES ENOMEM EROFS" "renameat2 ENOSPC EIO EINTR EACCES ENOMEM EROFS"
    "unlinkat EIO EINTR EACCES ENOMEM EROFS" "getdents64 EIO EINTR ENOMEM" "utimensat EIO EINTR EACCES EROFS"
    "fsync EIO EINTR ENOSPC EROFS" "lseek EIO EINTR" "readlinkat EIO EINTR EACCES"
)

# guest KIND: the command of a guest, and what it prints, into the variables command and expected.
guest() {
    case $1 in
    user) command=("$emu" user -accel "aot,hot=2,cache-dir=$cache" "$programs/user/basic/sorting.static") ;;
    system)
        command=("$emu" system riscv64 -nographic -bios "$programs/counters" -accel "aot,hot=1,wait=on,cache-dir=$cache")
        ;;
    esac
    rm -rf "$cache"
    expected=$("${command[@]}" </dev/null 2>/dev/null; echo "status $?")
}

# What the cache is like when the guest starts.
prepare() {
    local file
    rm -rf "$cache"
    [[ $1 == cold ]] && return
    cp -r "$work/warm" "$cache"
    [[ $1 == damaged ]] || return 0
    for file in "$cache"/*; do
        printf '\xff' | dd of="$file" bs=1 seek=66 conv=notrunc status=none
        printf '\xff' | dd of="$file" bs=1 seek=5000 conv=notrunc status=none
    done
}

# try CALL ERROR WHEN STATE: whether the call still happened, so that a later one may be tried.
try() {
    local output lines
    prepare "$4"
    output=$(timeout "$patience" strace -f -qqq -o "$work/trace" "${paths[@]}" -e "trace=$1" -e "inject=$1:error=$2:when=$3" "${command[@]}" </dev/null 2>"$work/errors"
        echo "status $?") || true
    runs=$((runs + 1))
    lines=$(wc -l <"$work/errors")
    if [[ $output != "$expected" ]] || ((lines > 1)) || { ((lines)) && ! grep -q '^emu: ' "$work/errors"; }; then
        faults=$((faults + 1))
        say "$kind guest, $4 cache, $1 fails with $2, occurrence $3: $output; standard error:" && cat "$work/errors" >&2
    fi
    grep -q INJECTED "$work/trace"
}

# try_all CALL ERROR STATE: each occurrence alone, and with all that follow.
try_all() {
    local n
    if ((short)); then
        if try "$1" "$2" 1+ "$3"; then try "$1" "$2" 2 "$3" || true; fi
        return 0
    fi
    for ((n = 1; n <= most; n++)); do
        try "$1" "$2" "$n" "$3" || break
        [[ $2 == EINTR ]] || try "$1" "$2" "$n+" "$3" || true
    done
}

main() {
    local call error state kind expected file
    local -a kinds=(user system) states=(cold warm damaged) command paths errors
    if [[ ${1:-} == --short ]]; then short=1 kinds=(user); fi
    need strace strace
    [[ -x $emu ]] || die "$emu is missing: ./build.sh publish makes it, EMU_BIN names another one"
    for kind in "${kinds[@]}"; do
        guest "$kind"
        cp -r "$cache" "$work/warm.$kind"
        rm -rf "$work/warm"
        mv "$work/warm.$kind" "$work/warm"
        paths=(-P "$cache")
        for file in "$work/warm"/*; do
            paths+=(-P "$cache/${file##*/}" -P "$cache/${file##*/}.compacting")
        done
        for state in "${states[@]}"; do
            for call in "${calls[@]}"; do
                read -ra errors <<<"${call#* }"
                ((short)) && errors=("${errors[0]}")
                for error in "${errors[@]}"; do try_all "${call%% *}" "$error" "$state"; done
            done
        done
    done
    echo "$runs runs, $faults faults"
    ((faults == 0))
}

main "$@"
