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

# enter_namespace FOLDER COMMAND...: runs a command as root of a user namespace with all users; the folder holds a pipe
# meanwhile. What this root makes belongs outside to the script's user, or to the user with that number when the script is run
# by root.
enter_namespace() {
    local gate=$1/gate before child
    shift
    rm -f "$gate"
    mkfifo "$gate"
    before=$(readlink /proc/self/ns/user)
    # shellcheck disable=SC2016  # the inner shell expands these
    unshare --user --mount --pid --fork --kill-child bash -c 'read -r _ <"$1"; shift; exec "$@"' - "$gate" "$@" &
    child=$!
    until [[ $(readlink "/proc/$child/ns/user") != "$before" ]]; do
        kill -0 "$child" 2>/dev/null || die "this machine allows no user namespaces; see sysctl user.max_user_namespaces"
        sleep 0.1
    done
    if ! { echo "0 0 65536" >"/proc/$child/uid_map" && echo "0 0 65536" >"/proc/$child/gid_map"; } 2>/dev/null; then
        die "the users of the new namespace cannot be set; run this as root"
    fi
    echo go >"$gate"
    wait "$child"
}
