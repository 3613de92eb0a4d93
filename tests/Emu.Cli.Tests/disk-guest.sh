#!/bin/sh
# The first program of the guest of DiskBootTests: mounts the disk, reads what the host has put there, writes more, and sends
# and receives through the network: `peer=ADDRESS:PORT` on the kernel's command line is the host's server.
cd /lib/modules || exit 1
for name in crc16 crc32c_generic libcrc32c mbcache jbd2 ext4 failover net_failover virtio_mmio virtio_blk virtio_net virtio-rng; do
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

cat >/tmp/lease <<'END'
#!/bin/sh
[ "$1" = bound ] || exit 0
ip address add "$ip/$mask" dev "$interface" && ip route add default via "$router" && echo "LEASE $ip $mask $router $dns"
END
chmod 755 /tmp/lease
echo "CARD $(readlink -f /sys/class/net/eth0)"
ip link set eth0 up
udhcpc -q -n -t 30 -i eth0 -s /tmp/lease || exit 1
ping -c 1 10.0.2.2 || exit 1
read -r line </proc/cmdline
peer=${line#*peer=} peer=${peer%% *}
nc -l -p 7000 </disk/copy >/tmp/served &
# 1B58 is the port 7000, and 0A a socket that listens.
until grep -q ':1B58 .* 0A ' /proc/net/tcp /proc/net/tcp6; do sleep 1; done
nc "${peer%:*}" "${peer#*:}" </disk/random >/disk/answer || exit 1
wait $! || exit 1
echo "ANSWER $(sha256sum </disk/answer)"
echo "SERVED $(sha256sum </tmp/served)"
umount /disk
