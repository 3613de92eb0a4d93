#!/usr/bin/env bash
# Has Debian's libvirt drive a riscv64 machine of our executable, and prints one line a verb with its result. It needs Debian's
# packages libvirt-daemon, libvirt-clients and qemu-utils, and nothing of the system's libvirt: it starts a session daemon of its
# own in a temporary directory, as nobody when root runs it. No verb may end the daemon.
#
# usage: tests/libvirt.sh [EMULATOR]
# Environment: EMU_KEEP=1 keeps the directory with the daemon's log (log/daemon.txt: every QMP message) and the machine's.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

die() {
    printf 'libvirt.sh: %s\n' "$*" >&2
    exit 1
}

emulator=$(realpath -e "${1:-artifacts/emu}") || die "${1:-artifacts/emu} is missing; run ./build.sh first, or name an executable"
for tool in /usr/sbin/libvirtd virsh qemu-img setpriv; do
    command -v "$tool" >/dev/null ||
        die "$tool is missing; run: apt-get install libvirt-daemon libvirt-daemon-driver-qemu libvirt-clients qemu-utils"
done

if ((EUID == 0)); then
    exec setpriv --reuid=nobody --regid=nogroup --clear-groups env EMU_KEEP="${EMU_KEEP:-}" bash "$0" "$emulator"
fi

dir=$(mktemp -d "${TMPDIR:-/tmp}/emu-libvirt.XXXXXX")
readonly dir
export HOME=$dir/home XDG_RUNTIME_DIR=$dir/run XDG_CONFIG_HOME=$dir/home/config XDG_CACHE_HOME=$dir/home/cache LC_ALL=C
export LIBVIRT_LOG_FILTERS='1:qemu_monitor' LIBVIRT_LOG_OUTPUTS="1:file:$dir/log/daemon.txt"
mkdir -p "$HOME" "$XDG_RUNTIME_DIR" "$XDG_CONFIG_HOME" "$XDG_CACHE_HOME" "$dir/log" "$dir/bin"
ln -s "$emulator" "$dir/bin/qemu-system-riscv64"
# The daemon probes every emulator that it finds: here only this one.
ln -s "$(command -v qemu-img)" "$dir/bin/qemu-img"

# shellcheck disable=SC2317 # The trap calls it.
finish() {
    if [[ -n ${daemon:-} ]]; then
        ask destroy t >/dev/null
        kill "$daemon" 2>/dev/null
        wait "$daemon" 2>/dev/null
    fi
    if [[ -n ${EMU_KEEP:-} ]]; then printf 'kept: %s\n' "$dir"; else rm -rf "$dir"; fi
}
trap finish EXIT

# The guest waits for an interrupt for ever: wfi, and a jump back to it.
printf '\x73\x00\x50\x10\x6f\xf0\xdf\xff' >"$dir/wait.bin"
for image in disk added copy; do qemu-img create -q -f qcow2 "$dir/$image.qcow2" 1G || die "qemu-img cannot make $dir/$image.qcow2"; done

cat >"$dir/t.xml" <<XML
<domain type='qemu'><name>t</name><memory unit='MiB'>128</memory><vcpu>2</vcpu>
<os><type arch='riscv64' machine='virt'>hvm</type><kernel>$dir/wait.bin</kernel><cmdline>console=ttyS0</cmdline></os>
<on_poweroff>destroy</on_poweroff><on_reboot>restart</on_reboot>
<devices><emulator>$dir/bin/qemu-system-riscv64</emulator>
<disk type='file' device='disk'><driver name='qemu' type='qcow2' cache='none'/><source file='$dir/disk.qcow2'/><target dev='vda' bus='virtio'/></disk>
<interface type='user'><model type='virtio'/></interface>
<console type='pty'/><channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>
<memballoon model='virtio'/>
</devices></domain>
XML
cat >"$dir/nic.xml" <<XML
<interface type='user'><mac address='52:54:00:12:34:99'/><model type='virtio'/></interface>
XML

PATH=$dir/bin /usr/sbin/libvirtd >"$dir/log/libvirtd.out" 2>&1 &
daemon=$!
socket=$XDG_RUNTIME_DIR/libvirt/libvirt-sock
for _ in {1..100}; do
    [[ -S $socket ]] && break
    sleep 0.1
done
[[ -S $socket ]] || die "the session daemon does not listen: $(tail -1 "$dir/log/libvirtd.out")"

passed=0 failed=0
ask() { timeout 60 virsh -q -c "qemu:///session?socket=$socket" "$@" </dev/null 2>&1; }

result() {
    if (($2 == 0)); then ((passed++)); else ((failed++)); fi
    printf '%-5s %s%s\n' "$( (($2 == 0)) && echo ok || echo FAIL)" "$1" "${3:+: $3}"
    kill -0 "$daemon" 2>/dev/null || die "the daemon has ended at: $1"
}

# Runs a verb, which must succeed; further words are what its output must match.
verb() {
    local name=$1 expected=$2 output status
    shift 2
    output=$(ask "$@")
    status=$?
    if ((status == 0)) && [[ -n $expected && ! $output =~ $expected ]]; then
        status=1
        output="no '$expected' in: $output"
    fi
    if ((status == 0)); then result "$name" 0; else result "$name" 1 "${output//$'\n'/; }"; fi
}

# Waits until the domain is in a state.
state() {
    local now
    for _ in {1..100}; do
        now=$(ask domstate t)
        [[ $now == "$1" ]] && break
        sleep 0.1
    done
    [[ $now == "$1" ]]
    result "$2" $? "$now"
}

verb probe "<machine[^>]*>virt</machine>" domcapabilities --emulatorbin "$dir/bin/qemu-system-riscv64" --arch riscv64 --virttype qemu
verb define "" define "$dir/t.xml"
verb start "" start t
verb domstate "^running$" domstate t
verb "ttyconsole (console)" "^/dev/pts/" ttyconsole t
verb domstats "balloon.current=131072.*vcpu.current=2.*block.0.capacity=1073741824" domstats t
verb vcpuinfo "CPU:" vcpuinfo t
verb dommemstat "actual 131072" dommemstat t
verb domblkinfo "Capacity: +1073741824" domblkinfo t vda
verb domblkstat "rd_req" domblkstat t vda
verb domiflist "virtio" domiflist t
verb suspend "" suspend t
state paused "suspend: paused"
verb resume "" resume t
state running "resume: running"
verb reset "" reset t
verb "setmem 100M" "" setmem t 100M --live
verb attach-disk "" attach-disk t "$dir/added.qcow2" vdb --subdriver qcow2 --live
verb "attach-disk: there" "vdb" domblklist t
verb detach-disk "" detach-disk t vdb --live
verb attach-interface "" attach-device t "$dir/nic.xml" --live
verb "attach-interface: there" "52:54:00:12:34:99" domiflist t
verb domif-setlink "" domif-setlink t 52:54:00:12:34:99 down
verb detach-interface "" detach-device t "$dir/nic.xml" --live
verb blkdeviotune "" blkdeviotune t vda --total-iops-sec 1000 --live
verb "blkdeviotune: there" "total_iops_sec *: 1000" blkdeviotune t vda
verb blockresize "" blockresize t vda 2G
verb "blockresize: there" "Capacity: +2147483648" domblkinfo t vda
verb "snapshot-create-as --disk-only" "" snapshot-create-as t e1 --disk-only --diskspec "vda,file=$dir/overlay.qcow2"
verb "snapshot: the overlay is the disk" "overlay.qcow2" domblklist t
verb domjobinfo "None" domjobinfo t
verb "qemu-monitor-command --hmp" "VM status: running" qemu-monitor-command t --hmp info status
verb "shutdown" "" shutdown t
verb "reboot" "" reboot t
verb destroy "" destroy t
state "shut off" "destroy: shut off"
verb "start again" "" start t
verb "destroy --graceful" "" destroy t --graceful
verb "snapshot-delete --metadata" "" snapshot-delete t e1 --metadata
verb undefine "" undefine t

printf '%d verbs passed, %d failed\n' "$passed" "$failed"
((failed == 0))
