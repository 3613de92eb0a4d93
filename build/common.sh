# Shared by build.sh and the scripts in build/: sourced, never run.
# shellcheck shell=bash

# The folder of the guest images, outside the repository because they are large and not ours.
guests_dir() {
    printf '%s\n' "${EMU_GUESTS_DIR:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/emu-aot/guests}"
}

say() { printf '%s\n' "$*" >&2; }

# die MESSAGE: one line on standard error that names the thing and the remedy.
die() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

# need COMMAND PACKAGE: fails when COMMAND is not there, naming the Debian package that has it.
need() {
    command -v "$1" >/dev/null || die "the command '$1' is missing; install it with: apt-get install $2"
}

# newer_than STAMP PATH...: whether a PATH, or anything under it, is newer than the file STAMP (or STAMP is not there).
newer_than() {
    local stamp=$1
    shift
    [[ -e $stamp ]] || return 0
    [[ -n $(find "$@" -newer "$stamp" -print -quit) ]]
}
