#!/bin/sh
# The first program of the guest of HotPlugBootTests: says when a disk and a network card have come and when they are gone.
cd /lib/modules || exit 1
for name in failover net_failover virtio_blk virtio_net; do
    insmod "$name.ko" || exit 1
done
echo READY
until [ -e /sys/block/vda ]; do sleep 1; done
echo "DISK $(cat /sys/block/vda/serial) $(sha256sum </dev/vda)"
until [ -e /sys/class/net/eth0 ]; do sleep 1; done
echo "CARD $(cat /sys/class/net/eth0/address)"
while [ -e /sys/block/vda ]; do sleep 1; done
echo DISK-GONE
while [ -e /sys/class/net/eth0 ]; do sleep 1; done
echo CARD-GONE
