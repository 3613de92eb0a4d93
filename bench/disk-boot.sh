#!/usr/bin/env bash
# Boots the Debian disk (build/disk.sh) to its login prompt, logs in, writes a file, and reads it back after another boot;
# prints for each way of booting the wall time and the CPU time until the prompt, for the first boot (empty cache) and for
# the second, beside QEMU's.
#
#   bench/disk-boot.sh [WAY]...     default: qemu kernel mmio port iothread smp1 smp4 uboot efi qemu-core core
#
#   kernel     -kernel, the disk on PCI            smp1 smp4   as kernel, with so many harts (the others have 2)
#   mmio       -kernel, the disk on virtio-mmio    uboot       U-Boot reads the disk's extlinux.conf
#   port       -kernel, behind a root port         efi         EDK2 in flash starts GRUB from the disk
#   iothread   -kernel, a thread for the disk      core        as kernel, on one processor of the host
#   qemu       as kernel, by qemu-system-riscv64; qemu-core on one processor
#
# Environment: EMU_BIN (artifacts/emu), EMU_GUESTS_DIR.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=../build/common.sh
source "$here/build/common.sh"
need expect expect

emu=${EMU_BIN:-$here/artifacts/emu}
guests=$(guests_dir)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
[[ -f $guests/efi-code.fd ]] || die "$guests has no Debian disk of this version; make it with: build/disk.sh"
# By way and boot: seconds, and CPU seconds.
declare -A wall=() cpu=()

# session NAME TYPED WORDS COMMAND...: runs a machine, logs in, types a line, and waits for its words and the machine's end;
# prints the seconds and the CPU seconds until the prompt.
session() {
    local log=$work/$1.log
    EMU_TYPED=$2 EMU_WORDS=$3 EMU_LOG=$log expect -f - -- "${@:4}" <<'EOF'
log_user 0
log_file -a -noappend $env(EMU_LOG)
set timeout 1800
set begin [clock milliseconds]
set pid [spawn -noecho {*}$argv]
expect "login: " {} timeout {exit 2} eof {exit 3}
set seconds [expr {([clock milliseconds] - $begin) / 1000.0}]
set file [open /proc/$pid/stat]
set stat [split [read $file] " "]
close $file
send "root\r"
expect "assword: " {} timeout {exit 4} eof {exit 3}
send "emu\r"
expect "# " {} timeout {exit 5} eof {exit 3}
send "$env(EMU_TYPED)\r"
expect $env(EMU_WORDS) {} timeout {exit 6} eof {exit 3}
expect "# "
send "poweroff\r"
expect eof {} timeout {exit 7}
lassign [wait] pid spawned failed status
puts [format "%.1f %.1f" $seconds [expr {([lindex $stat 13] + [lindex $stat 14]) / 100.0}]]
exit $status
EOF
}

# boot NAME BOOT TYPED WORDS COMMAND...
boot() {
    local figures
    figures=$(session "$1-$2" "$3" "$4" "${@:5}") ||
        die "$1: the $2 boot failed; its console ends with: $(tail -n 3 "$work/$1-$2.log" | tr -d '\r')"
    read -r "wall[$1-$2]" "cpu[$1-$2]" <<<"$figures"
}

# way NAME QEMU COMMAND...: two sessions on a fresh overlay; QEMU names the way whose figures are compared.
way() {
    local name=$1 reference=$2 each line
    shift 2
    boot "$name" first 'dd if=/dev/urandom of=/root/x bs=1M count=16 status=none; sync; sha256sum /root/x >/root/x.sum; sync; echo DISK-""OK' \
        DISK-OK "$@"
    boot "$name" second 'sha256sum -c /root/x.sum && echo DISK-""OK' DISK-OK "$@"
    "$emu" img check -q "$work/disk.qcow2" || die "$name: the image is not clean"
    for each in first second; do
        line="| $name | $each | ${wall[$name-$each]} | ${cpu[$name-$each]} |"
        if [[ -n ${wall[$reference-second]:-} ]]; then
            line+=$(awk -v a="${wall[$name-$each]}" -v b="${wall[$reference-$each]}" -v c="${cpu[$name-$each]}" \
                -v d="${cpu[$reference-$each]}" 'BEGIN { printf " %.2f | %.2f |", a / b, c / d }')
        else
            line+="  |  |"
        fi
        echo "$line"
    done
}

echo "| way | boot | wall, s | CPU, s | of QEMU's wall | of QEMU's CPU |"
echo "| --- | --- | --- | --- | --- | --- |"
ways=("$@")
(($#)) || ways=(qemu kernel mmio port iothread smp1 smp4 uboot efi qemu-core core)
for name in "${ways[@]}"; do
    rm -rf "$work/disk.qcow2" "$work/cache"
    "$emu" img create -q -f qcow2 -b "$guests/debian.qcow2" -F qcow2 "$work/disk.qcow2"
    emulator=("$emu" system riscv64 -accel "aot,cache-dir=$work/cache")
    common=(-M virt -m 1G -nographic -netdev 'user,id=n' -device 'virtio-net-pci,netdev=n,romfile='
        -drive "if=none,id=d,file=$work/disk.qcow2,format=qcow2")
    machine=("${emulator[@]}" -smp 2 "${common[@]}")
    kernel=(-kernel "$guests/debian-linux" -initrd "$guests/debian-initrd.gz" -append "root=LABEL=debian rw console=ttyS0")
    pci=(-device 'virtio-blk-pci,drive=d')
    case $name in
    kernel) way kernel qemu "${machine[@]}" "${kernel[@]}" "${pci[@]}" ;;
    mmio) way mmio qemu "${machine[@]}" "${kernel[@]}" -device virtio-blk-device,drive=d ;;
    port)
        way port qemu "${machine[@]}" "${kernel[@]}" -device pcie-root-port,id=rp,chassis=1 -device virtio-blk-pci,drive=d,bus=rp
        ;;
    iothread)
        way iothread qemu "${machine[@]}" "${kernel[@]}" -object iothread,id=t -device virtio-blk-pci,drive=d,iothread=t
        ;;
    smp1 | smp4) way "$name" qemu "${emulator[@]}" -smp "${name#smp}" "${common[@]}" "${kernel[@]}" "${pci[@]}" ;;
    uboot) way uboot qemu "${machine[@]}" -kernel "$guests/u-boot-smode.elf" "${pci[@]}" ;;
    efi)
        cp "$guests"/efi-{code,vars}.fd "$work"
        way efi qemu "${machine[@]}" "${pci[@]}" \
            -drive "if=pflash,unit=0,format=raw,readonly=on,file=$work/efi-code.fd" \
            -drive "if=pflash,unit=1,format=raw,file=$work/efi-vars.fd"
        ;;
    core) way core qemu-core taskset -c 0 "${machine[@]}" "${kernel[@]}" "${pci[@]}" ;;
    qemu) way qemu qemu qemu-system-riscv64 -smp 2 "${common[@]}" "${kernel[@]}" "${pci[@]}" ;;
    qemu-core) way qemu-core qemu-core taskset -c 0 qemu-system-riscv64 -smp 2 "${common[@]}" "${kernel[@]}" "${pci[@]}" ;;
    *) die "'$name' is no way of booting; see the head of this script" ;;
    esac
done
