# What the benchmarks share: sourced, never run. Needs build/common.sh.
# shellcheck shell=bash

# shellcheck disable=SC2034 # used where this is sourced
readonly workloads=(sieve sha256 nbody matmul tree vm sort math lz)
# shellcheck disable=SC2034
readonly workload_flags=(-O2 -ffp-contract=off)

# The file of the workloads, which is not always part of the repository.
workloads_source() {
    local root
    root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
    local source=$root/../shared/workloads/workloads.c
    [[ -f $source ]] || source=$root/tests/guests/workloads.c
    [[ -f $source ]] || die "workloads.c is neither in tests/guests nor in ../shared/workloads"
    printf '%s\n' "$source"
}

cpu_model() {
    sed -nE 's/^model name\s*: (.*)/\1/p' /proc/cpuinfo | head -n 1
}

# print_machine VERSION: what whoever reads a table has to know.
print_machine() {
    echo "$(cpu_model), $(nproc) cores; Linux $(uname -r); $1; $(date -u +%F)"
    # Whoever reads the table has to know whether the machine had other work.
    echo "Load average when it began: $(cut -d' ' -f1-3 /proc/loadavg)"
    echo
}
