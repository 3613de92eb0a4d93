#!/bin/sh
# The first program of the guest of DiskBootTests: mounts the disk, reads what the host has put there, and writes more.
cd /lib/modules || exit 1
for name in crc16 crc32c_generic libcrc32c mbcache jbd2 ext4 virtio_mmio virtio_blk virtio-rng; do
    insmod "$name.ko" || exit 1
done
mkdir /disk
mount -t ext4 /dev/vda /disk || exit 1
echo "SERIAL $(cat /sys/block/vda/serial)"
echo "SLOT $(readlink -f /sys/block/vda)"
echo "READ $(sha256sum </disk/random)"
dd if=/disk/random of=/disk/copy bs=4096 2>/dev/null || exit 1
echo from-the-guest >/disk/note
sync
umount /disk || exit 1
mount -t ext4 /dev/vda /disk || exit 1
echo "COPY $(sha256sum </disk/copy)"
echo "RANDOM $(dd if=/dev/hwrng bs=64 count=1 2>/dev/null | wc -c)"
umount /disk
