#!/usr/bin/env bash
# Boots the Debian disk (build/disk.sh) to its login prompt, logs in, writes a file, reads it back after a reboot of the
# emulator, and powers off; prints for each way of booting the wall time to the prompt and the CPU time in all.
#
#   bench/disk-boot.sh [WAY]...     kernel mmio port uboot efi qemu (default: all that can be)
#
#   kernel   -kernel, the disk on PCI          uboot    U-Boot reads the disk's extlinux.conf
#   mmio     -kernel, the disk on virtio-mmio  efi      EDK2 in flash; EMU_EFI_DIR has RISCV_VIRT_{CODE,VARS}.fd and
#   port     -kernel, behind a root port                starts the kernel that fw_cfg has
#   qemu     as kernel, under qemu-system-riscv64
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
[[ -f $guests/debian.qcow2 ]] || die "$guests has no Debian disk; make it with: build/disk.sh"

readonly append="root=/dev/vda rw console=ttyS0"
kernel=(-kernel "$guests/debian-linux" -initrd "$guests/debian-initrd.gz" -append "$append")

# session NAME SCRIPT COMMAND...: runs a machine, logs in, types SCRIPT's lines, and waits for its end.
session() {
    local name=$1 typed=$2
    shift 2
    EMU_TYPED=$typed expect -f - -- "$@" >"$work/$name.log" 2>&1 <<'EOF'
set timeout 1800
set begin [clock milliseconds]
spawn -noecho {*}$argv
expect "login: " {} timeout {exit 2} eof {exit 3}
puts "\nSECONDS [expr {([clock milliseconds] - $begin) / 1000.0}]"
send "root\r"
expect "assword: " {} timeout {exit 4}
send "emu\r"
expect "# " {} timeout {exit 5}
send "$env(EMU_TYPED)\r"
expect "DISK-OK" {} timeout {exit 6}
expect "# "
send "poweroff\r"
expect eof {} timeout {exit 7}
lassign [wait] pid spawned failed status
exit $status
EOF
}

# way NAME COMMAND...: two sessions on a fresh overlay.
way() {
    local name=$1 seconds cpu
    shift
    local check='dd if=/dev/urandom of=/root/x bs=1M count=16 status=none; sync; sha256sum /root/x >/root/x.sum; sync; echo DISK-""OK'
    TIMEFORMAT='%U %S'
    cpu=$({ time session "$name-1" "$check" "$@" 2>"$work/$name.err"; } 2>&1) ||
        die "$name: the first boot failed; its console: $(tail -n 3 "$work/$name-1.log" | tr -d '\r')"
    seconds=$(sed -n 's/^SECONDS \([0-9.]*\).*/\1/p' "$work/$name-1.log")
    printf '%-8s %-7s login after %s s, CPU (user, system) %s\n' "$name" first "$seconds" "$cpu"
    cpu=$({ time session "$name-2" 'sha256sum -c /root/x.sum && echo DISK-""OK' "$@" 2>"$work/$name.err"; } 2>&1) ||
        die "$name: what was written is not there after the second boot: $(tail -n 3 "$work/$name-2.log" | tr -d '\r')"
    seconds=$(sed -n 's/^SECONDS \([0-9.]*\).*/\1/p' "$work/$name-2.log")
    printf '%-8s %-7s login after %s s, CPU (user, system) %s\n' "$name" second "$seconds" "$cpu"
    "$emu" img check -q "$work/disk.qcow2" || die "$name: the image is not clean"
}

for each in "${@:-kernel mmio port uboot efi qemu}"; do
    for name in $each; do
        rm -f "$work/disk.qcow2"
        "$emu" img create -q -f qcow2 -b "$guests/debian.qcow2" -F qcow2 "$work/disk.qcow2"
        machine=("$emu" system riscv64 -M virt -m 1G -smp 2 -nographic)
        drive=(-drive "if=none,id=d,file=$work/disk.qcow2,format=qcow2")
        case $name in
        kernel) way kernel "${machine[@]}" "${kernel[@]}" "${drive[@]}" -device virtio-blk-pci,drive=d ;;
        mmio) way mmio "${machine[@]}" "${kernel[@]}" "${drive[@]}" -device virtio-blk-device,drive=d ;;
        port)
            way port "${machine[@]}" "${kernel[@]}" "${drive[@]}" -device pcie-root-port,id=rp,chassis=1 \
                -device virtio-blk-pci,drive=d,bus=rp
            ;;
        uboot) way uboot "${machine[@]}" -kernel "$guests/u-boot-smode.bin" "${drive[@]}" -device virtio-blk-pci,drive=d ;;
        efi)
            [[ -f ${EMU_EFI_DIR:-}/RISCV_VIRT_CODE.fd ]] || continue
            cp "$EMU_EFI_DIR"/RISCV_VIRT_{CODE,VARS}.fd "$work"
            way efi "${machine[@]}" "${kernel[@]}" "${drive[@]}" -device virtio-blk-pci,drive=d \
                -drive "if=pflash,unit=0,format=raw,file=$work/RISCV_VIRT_CODE.fd" \
                -drive "if=pflash,unit=1,format=raw,file=$work/RISCV_VIRT_VARS.fd"
            ;;
        qemu)
            command -v qemu-system-riscv64 >/dev/null || continue
            way qemu qemu-system-riscv64 -M virt -m 1G -smp 2 -nographic "${kernel[@]}" "${drive[@]}" \
                -device virtio-blk-pci,drive=d
            ;;
        *) die "'$name' is no way of booting; see the head of this script" ;;
        esac
    done
done
