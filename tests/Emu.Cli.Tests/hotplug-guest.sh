#!/bin/sh
# The first program of the guest of HotPlugBootTests: says when a disk and a network card have come and when they are gone. Debian's
# kernel has no driver for slots, so that this does what pciehp does: it switches the power of a slot, and looks at its button.
cd /lib/modules || exit 1
for name in failover net_failover virtio_blk virtio_net; do
    insmod "$name.ko" || exit 1
done

# The slot's control register lies at 0x6c of the port's configuration space, its status at 0x6e.
command_slot() {
    printf '%b' "$2" | dd of="/sys/bus/pci/devices/$1/config" bs=2 seek=54 conv=notrunc 2>/dev/null
    printf '\377\001' | dd of="/sys/bus/pci/devices/$1/config" bs=2 seek=55 conv=notrunc 2>/dev/null
}

# Waits for a device, and switches its slot's power on.
wait_for() {
    until [ -e "$1" ]; do
        sleep 1
        echo 1 >/sys/bus/pci/rescan
    done
    command_slot "$2" '\0300\0001'
}

# Waits until the slot's button is pressed: the status is then presence and button, which is an A. Lets the device go.
let_go() {
    until [ "$(dd if="/sys/bus/pci/devices/$1/config" bs=1 skip=110 count=1 2>/dev/null)" = A ]; do
        sleep 1
    done
    echo 1 >"/sys/bus/pci/devices/$2/remove"
    command_slot "$1" '\0300\0007'
}

echo READY
wait_for /sys/block/vda 0000:00:01.0
echo "DISK $(cat /sys/block/vda/serial) $(sha256sum </dev/vda)"
wait_for /sys/class/net/eth0 0000:00:02.0
echo "CARD $(cat /sys/class/net/eth0/address)"
let_go 0000:00:01.0 0000:01:00.0
echo 1 >/sys/bus/pci/rescan
[ -e /sys/block/vda ] || echo DISK-GONE
let_go 0000:00:02.0 0000:02:00.0
echo 1 >/sys/bus/pci/rescan
[ -e /sys/class/net/eth0 ] || echo CARD-GONE
# The machine is asked something still before it ends.
sleep 3
