#!/usr/bin/env bash
# Builds the user-mode guest programs for each guest: for riscv64 into OUTDIR, and OUTDIR/manifest.txt, for aarch64 into
# OUTDIR/aarch64, and OUTDIR/aarch64/manifest.txt; README.md says what a source may ask for.
# Does nothing that is up to date.
set -euo pipefail

if [ $# -ne 1 ]; then
    echo "usage: build.sh OUTDIR" >&2
    exit 2
fi
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
all=$(cd "$1" && pwd)
guests=(riscv64 aarch64)
for guest in "${guests[@]}"; do
    for compiler in gcc g++; do
        if ! command -v "$guest-linux-gnu-$compiler" >/dev/null; then
            echo "build.sh: $guest-linux-gnu-$compiler is not installed: apt-get install $compiler-$guest-linux-gnu" >&2
            exit 1
        fi
    done
done

# said SOURCE WORD: what the line "// WORD: ..." of a source says.
said() {
    sed -n "s|^// $2: *||p" "$1"
}

# up_to_date OUTPUT SOURCE: whether OUTPUT is newer than all that it is made of, libraries of its folder included.
up_to_date() {
    [ -e "$1" ] && [ -z "$(find "$here/build.sh" "$here/lib" "$2" "$(dirname "$2")" -newer "$1" -type f \
        \( -path "$2" -o -name '*.h' -o -name 'lib*.c' -o -name 'lib*.cc' -o -name build.sh \) -print -quit)" ]
}

# build_one SOURCE OUTPUT KIND: KIND is library, static, static-pie or dynamic.
build_one() {
    local source=$1 output=$2 kind=$3 compiler=gcc standard=gnu17 flags=() libraries=() library folder
    if up_to_date "$output" "$source"; then
        return
    fi
    if [ "${source##*.}" = cc ]; then
        compiler=g++ standard=gnu++17
    fi
    folder=$(dirname "$output")
    read -ra flags <<<"$(said "$source" build)"
    case $kind in
        library) flags+=(-shared -fPIC "-Wl,-soname,$(basename "$output")") ;;
        dynamic)
            flags+=(-fPIE -pie)
            read -ra libraries <<<"$(said "$source" libraries)"
            for library in "${libraries[@]}"; do
                flags+=("$folder/lib$library.so")
            done
            # shellcheck disable=SC2016 # $ORIGIN is the dynamic linker's
            flags+=('-Wl,-rpath,$ORIGIN')
            ;;
        static-pie) flags+=(-fPIE -static-pie) ;;
        *) flags+=(-static) ;;
    esac
    # Misuse is what many of the programs are about.
    "$prefix$compiler" -std=$standard -O2 -g0 -fmax-errors=3 -Wall -Wextra -Werror -Wno-unused-parameter -Wno-unused-result -Wno-nonnull \
        -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread -Wno-clobbered -Wno-infinite-recursion -Wno-missing-field-initializers \
        -Wno-sign-compare -fno-delete-null-pointer-checks -ffp-contract=off -frounding-math -I "$here/lib" -o "$output.new" "$source" "${flags[@]}" -Wl,--no-warnings
    mv "$output.new" "$output"
}

running=0
# in_background COMMAND...: as many at a time as there are processors.
in_background() {
    "$@" &
    running=$((running + 1))
    if [ "$running" -ge "$(nproc)" ]; then
        wait -n
        running=$((running - 1))
    fi
}

wait_for_all() {
    while [ "$running" -gt 0 ]; do
        wait -n
        running=$((running - 1))
    done
}

# build_guest GUEST OUTDIR: all programs for a guest.
build_guest() {
    local guest=$1 out=$2 prefix=$1-linux-gnu- source name linkage only variant kind
    mkdir -p "$out"
    for source in "${sources[@]}"; do
        case $source in
            lib/*) ;;
            */lib*)
                mkdir -p "$out/$(dirname "$source")"
                in_background build_one "$here/$source" "$out/${source%.*}.so" library
                ;;
        esac
    done
    wait_for_all
    : >"$out/manifest.new"
    for source in "${sources[@]}"; do
        case $source in
            lib/* | */lib*) continue ;;
        esac
        only=$(said "$here/$source" guest)
        [ "${only:-$guest}" = "$guest" ] || continue
        name=${source%.*} linkage=static
        mkdir -p "$out/$(dirname "$source")"
        if grep -q '^// static-pie$' "$here/$source"; then
            linkage=static-pie
        fi
        only=$(said "$here/$source" only)
        for variant in static dynamic; do
            if [ "${only:-$variant}" = $variant ]; then
                kind=$variant
                [ $variant = dynamic ] || kind=$linkage
                in_background build_one "$here/$source" "$out/$name.$variant" "$kind"
                echo "$name.$variant|$(said "$here/$source" oracle)|$(said "$here/$source" options)|$(said "$here/$source" arguments)"
            fi
        done >>"$out/manifest.new"
    done
    wait_for_all
    if cmp -s "$out/manifest.new" "$out/manifest.txt"; then
        rm "$out/manifest.new"
    else
        mv "$out/manifest.new" "$out/manifest.txt"
    fi
}

mapfile -t sources < <(cd "$here" && find . -mindepth 2 -maxdepth 2 \( -name '*.c' -o -name '*.cc' \) -printf '%P\n' | LC_ALL=C sort)
build_guest riscv64 "$all"
build_guest aarch64 "$all/aarch64"
