# Shared by disk-io.sh, net-io.sh and kill.sh: sourced, never run. Needs build/common.sh, $here (bench/) and $work.
# shellcheck shell=bash disable=SC2154,SC2034

readonly emu=${EMU_BIN:-$here/../artifacts/emu} runs=${EMU_BENCH_RUNS:-5}
guests=$(guests_dir)
cache=$work/code

prepare_load() {
    need riscv64-linux-gnu-gcc "gcc-riscv64-linux-gnu libc6-dev-riscv64-cross"
    need gcc "gcc libc6-dev"
    need qemu-system-riscv64 "qemu-system-misc opensbi"
    [[ -d $guests/modules ]] || die "the guest images are missing; fetch them with: build/guests.sh"
    [[ -x $emu ]] || die "$emu is missing; make it with: ./build.sh publish"
    riscv64-linux-gnu-gcc -O2 -static "$here/guest-io.c" -o "$work/guest-io"
    gcc -O2 "$here/io-meter.c" -o "$work/io-meter" -lpthread
    local name packed=()
    for name in virtio_blk failover net_failover virtio_net crc16 crc32c_generic libcrc32c mbcache jbd2 ext4; do
        packed+=("$guests/modules/$name.ko:/modules/$name.ko")
    done
    "$here/../build/initrd.sh" "$work/initrd.gz" "$work/guest-io" "${packed[@]}"
}

# load NAME EMULATOR CPUS LOADS OPTIONS...: boots a guest that runs the workloads; a line each goes to NAME.times.
load() {
    local name=$1 emulator=$2 cpus=$3 loads=$4 command=()
    shift 4
    case $emulator in
    emu) command=("$emu" system riscv64 -accel "aot,cache-dir=$cache") ;;
    *) command=(qemu-system-riscv64) ;;
    esac
    timeout 1800 taskset -c "$cpus" "$work/io-meter" "$work/$name.log" "${command[@]}" \
        -M virt -m 512M -nographic -kernel "$guests/linux" -initrd "$work/initrd.gz" "$@" \
        -append "console=ttyS0 quiet emu.run=guest-io $loads" \
        >"$work/one" 2>"$work/errors" || die "$name failed: $(tail -n 1 "$work/errors") $(tail -n 1 "$work/$name.log")"
    grep -q 'EMU-RUN-EXIT 0' "$work/$name.log" || die "$name did not finish: $(tail -n 2 "$work/$name.log")"
    cat "$work/one" >>"$work/$name.times"
}

# spread: from numbers on standard input, "MEDIAN MINIMUM MAXIMUM".
spread() {
    sort -g | awk '{ v[NR] = $1 } END { print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2, v[1], v[NR] }'
}

# figure NAME WORKLOAD COLUMN: the spread of a column of NAME.times (3 CPU, 4 wall), in microseconds an operation.
figure() {
    awk -v w="$2" -v c="$3" '$1 == w { print $c / $2 / 1000 }' "$work/$1.times" | spread
}

# row TITLE WORKLOAD OURS THEIRS: CPU time and wall time of two loads, and our part of theirs.
row() {
    local cpu wall their_cpu their_wall
    read -ra cpu < <(figure "$3" "$2" 3)
    read -ra wall < <(figure "$3" "$2" 4)
    read -ra their_cpu < <(figure "$4" "$2" 3)
    read -ra their_wall < <(figure "$4" "$2" 4)
    awk -v title="$1" -v a="${cpu[*]}" -v b="${wall[*]}" -v c="${their_cpu[*]}" -v d="${their_wall[*]}" '
        function cell(text, v) { split(text, v, " "); return sprintf("%.1f (%.1f-%.1f)", v[1], v[2], v[3]) }
        BEGIN {
            split(a, x, " "); split(c, y, " "); split(b, z, " "); split(d, w, " ")
            printf "| %s | %s | %s | %.2f | %.1f | %.1f | %.2f |\n", title, cell(a), cell(c), x[1] / y[1], z[1], w[1], z[1] / w[1]
        }'
}
