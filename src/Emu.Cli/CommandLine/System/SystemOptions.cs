namespace Emu.Cli.CommandLine;

/// <summary>The options of a system emulator; names and meaning are QEMU's.</summary>
internal static class SystemOptions
{
    /// <summary>A word that is no option names a disk image.</summary>
    public static readonly SystemOption Disk = new("-hda", "FILE", "first disk; -hdb, -hdc, -hdd the others");

    private const string NoGraphics = "there are no graphics; leave it out, and use the serial port";
    private const string NoSound = "there is no sound; leave it out";
    private const string NoMigration = "machines are not saved or moved yet; leave it out";

    /// <summary>All of them, in the order of help.</summary>
    public static IReadOnlyList<SystemOption> All { get; } =
    [
        new("-machine", "NAME[,PROPERTY=VALUE...]", "machine; -machine help lists them") { Alias = "-M" },
        new("-cpu", "MODEL[,FEATURE=on|off...]", "CPU and its features; -cpu help lists them"),
        new("-m", "SIZE", "memory, in MiB or with a suffix: 512M, 2G (default 128M)"),
        new("-mem-path", "FILE", "file or directory of huge pages for the memory"),
        new("-mem-prealloc", null, "take all memory from the host at the start"),
        new("-smp", "N[,sockets=N...]", "number of CPUs (default 1)"),
        new("-accel", "NAME[,PROPERTY=VALUE...]", "how guest code is run (default aot); -accel help lists it"),
        new("-bios", "default|none|FILE", "firmware")
        {
            Describe = guest => $"firmware; default is {guest.Machines!.BuiltInFirmware}",
        },
        new("-kernel", "FILE", "kernel: Linux Image, Image.gz, ELF or raw"),
        new("-initrd", "FILE", "initial ramdisk"),
        new("-append", "TEXT", "the kernel's command line"),
        new("-dtb", "FILE", "device tree to use instead of the machine's"),
        new("-drive", "file=FILE[,if=TYPE...]", "disk: image and, unless if=none, its device"),
        Disk,
        new("-hdb", "FILE", ""),
        new("-hdc", "FILE", ""),
        new("-hdd", "FILE", ""),
        new("-cdrom", "FILE", "disk that is only read"),
        new("-pflash", "FILE", "content of a bank of flash"),
        new("-snapshot", null, "write changes of all disks to temporary files"),
        new("-blockdev", "DRIVER,node-name=NAME...", "image without a device"),
        new("-nic", "user|tap|none...", "network card with its network"),
        new("-netdev", "TYPE,id=ID...", "network without a card; -netdev help lists them"),
        new("-net", "nic|user|tap|none...", "network card or network, on one hub"),
        new("-device", "NAME[,PROPERTY=VALUE...]", "device; -device help lists them, NAME,help its properties"),
        new("-object", "NAME,id=ID...", "object that devices use; -object help lists them"),
        new("-global", "DEVICE.PROPERTY=VALUE", "default for all devices of a type"),
        new("-set", "GROUP.ID.PROPERTY=VALUE", "change an option that was given"),
        new("-readconfig", "FILE", "read options from a file"),
        new("-fw_cfg", "[name=]NAME,file=FILE|string=TEXT", "item for the guest's firmware"),
        new("-serial", "DEVICE", "other end of a serial port; -serial help lists what there is"),
        new("-chardev", "TYPE,id=ID...", "character device by name; -chardev help lists them"),
        new("-echr", "NUMBER", "code of the console's escape key (default 1, Ctrl-A)"),
        new("-nographic", null, "no graphics, serial port on the terminal (as it is by default)"),
        new("-display", "none", "display; there is none"),
        new("-monitor", "DEVICE", "monitor on a device, as -serial has them; -serial mon:stdio shares the port's"),
        new("-qmp", "DEVICE", "monitor for programs (QMP) on a device, as -serial has them"),
        new("-qmp-pretty", "DEVICE", "the same, with a line a member"),
        new("-mon", "[chardev=]ID[,mode=readline|control][,pretty=on]", "monitor on a device of -chardev"),
        new("-gdb", "DEVICE", "wait for a debugger on a device, as -serial has them"),
        new("-s", null, "-gdb tcp::1234"),
        new("-qtest", "DEVICE", "take accesses of a test on a device, as -serial has them; with -accel qtest"),
        new("-qtest-log", "FILE|none", "write what is said there to a file; without it to standard error"),
        new("-name", "NAME", "name of the process in lists"),
        new("-uuid", "UUID", "the machine's identity"),
        new("-boot", "order=LETTERS", "where to boot from"),
        new("-rtc", "base=utc|localtime|DATE", "time of the clock at the start"),
        new("-no-reboot", null, "exit instead of rebooting"),
        new("-no-shutdown", null, "stop instead of exiting when the guest powers off"),
        new("-S", null, "start paused; SIGCONT lets the machine go on"),
        new("-action", "EVENT=ACTION", "what a reboot, shutdown or panic does"),
        new("-pidfile", "FILE", "write the process's number to a file"),
        new("-daemonize", null, "go on in the background once the machine is ready"),
        new("-sandbox", "on|off|strict[,GROUP=allow|deny...]", "system calls that fail once the machine is built: docs/sandbox.md"),
        new("-chroot", "DIR", "make a directory the root of all names of files before the guest starts"),
        new("-runas", "USER|UID:GID", "become that user before the guest starts"),
        new("-msg", "timestamp=on|off", "time in front of messages"),
        new("-d", "ITEM[,ITEM...]", "log to standard error; -d help lists the items"),
        new("-D", "FILE", "write the log to a file"),
        new("-trace", "[enable=]PATTERN[,events=FILE][,file=FILE]", "write what devices, disks and networks do; -trace help lists the events"),
        new("-perfmap", null, "name translated code in /tmp/perf-PID.map, for perf report"),
        new("-explain", null, "print what the options stand for, and exit"),
        new("-version", null, "print the version and exit"),
        new("-help", null, "this list") { Alias = "-h" },
        .. Accepted,
        .. Refused,
    ];

    /// <summary>Options that are understood without a line in help: what they turn off is absent, what they ask for is
    /// true already, or they stand for another one.</summary>
    private static IEnumerable<SystemOption> Accepted =>
    [
        Yes("-nodefaults", "without -serial there is no serial port's other end; nothing else is there by default"),
        Yes("-no-user-config", "no configuration is read that the user does not name"),
        Yes("-nodefconfig", "no configuration is read that the user does not name"),
        Yes("-no-acpi", "there is no ACPI"),
        Yes("-no-hpet", "there is no HPET"),
        Yes("-only-migratable", "the build refuses a device whose state cannot be saved"),
        Yes("-L", "directories in which -bios looks for a name", "DIR"),
        Yes("-k", "there is no display that would need a keyboard's layout", "LANGUAGE"),
        Yes("-parallel", "there is no parallel port: none", "none"),
        Yes("-vga", "there is no graphics card: none", "none"),
        Yes("-audio", "there is no sound: none", "none"),
        Yes("-audiodev", "there is no sound: none", "none,id=ID"),
        Yes("-overcommit", "memory is not locked, and CPUs sleep: off", "mem-lock=off|cpu-pm=off"),
        Yes("-numa", "all CPUs and all memory are one node: node", "node"),
        Yes("-compat", "nothing here is deprecated or unstable, so that every policy for it holds", "PROPERTY=VALUE"),
        Yes("-enable-kvm", "-accel kvm"),
        Yes("-singlestep", "-accel interp"),
        Yes("-seed", "seed of the random bytes that the guest sees", "NUMBER"),
        Yes("-debugcon", "there is no debug console: none", "none"),
        Yes("-watchdog-action", "there is no watchdog that would act", "ACTION"),
    ];

    /// <summary>Options that QEMU has, and what is there instead.</summary>
    private static IEnumerable<SystemOption> Refused =>
    [
        No("-preconfig", "a machine is complete before its monitors answer; leave it out"),
        No("-vnc", NoGraphics, "DISPLAY"),
        No("-spice", NoGraphics, "OPTIONS"),
        No("-full-screen", NoGraphics),
        No("-portrait", NoGraphics),
        No("-rotate", NoGraphics, "DEGREES"),
        No("-soundhw", NoSound, "CARD"),
        No("-audio-help", NoSound),
        No("-usb", "there is no USB; use a virtio device"),
        No("-usbdevice", "there is no USB; use a virtio device", "NAME"),
        No("-fda", "there is no floppy disk; use -drive file=FILE", "FILE"),
        No("-fdb", "there is no floppy disk; use -drive file=FILE", "FILE"),
        No("-sd", "there is no slot for SD cards; use -drive file=FILE", "FILE"),
        No("-mtdblock", "there is no such flash; use -pflash FILE", "FILE"),
        No("-virtfs", "directories of the host are not shared yet; use a disk image or the network", "OPTIONS"),
        No("-fsdev", "directories of the host are not shared yet; use a disk image or the network", "OPTIONS"),
        No("-iscsi", "there is no iSCSI; use an image in a file", "OPTIONS"),
        No("-tpmdev", "there is no TPM; leave it out", "OPTIONS"),
        No("-loadvm", NoMigration, "NAME"),
        No("-incoming", NoMigration, "ADDRESS"),
        No("-dump-vmstate", NoMigration, "FILE"),
        No("-icount", "guest time is the host's; -accel aot,wait=on makes what runs not depend on time", "OPTIONS"),
        No("-watchdog", "there is no watchdog; leave it out", "NAME"),
        No("-option-rom", "there are no option ROMs; use -bios FILE", "FILE"),
        No("-semihosting", "there is no semihosting; programs with a symbol tohost can print and exit"),
        No("-semihosting-config", "there is no semihosting; programs with a symbol tohost can print and exit", "OPTIONS"),
        No("-add-fd", "give the descriptor's number where it is used, as fd=N", "OPTIONS"),
        No("-dfilter", "use -d ITEM alone", "RANGES"),
        No("-plugin", "there are no plug-ins; use -d ITEM or stats=FILE of -accel", "FILE"),
        No("-async-teardown", "the emulator ends at once; leave it out"),
        No("-enable-sync-profile", "use stats=FILE of -accel"),
        No("-run-with", "use -daemonize, start the emulator by chroot(8) or setpriv(1), or leave it out", "OPTIONS"),
        No("-jitdump", "use -perfmap"),
        No("-one-insn-per-tb", "use -accel interp"),
        No("-smbios", "there are no SMBIOS tables; use -uuid for the identity, or leave it out", "OPTIONS"),
        No("-acpitable", "there is no ACPI; the machine is described by a device tree, use -dtb FILE for another one", "OPTIONS"),
        No("-writeconfig", "use -explain, which prints all options written out", "FILE"),
    ];

    private static SystemOption Yes(string name, string reason, string? value = null) =>
        new(name, value, "") { Reason = reason };

    private static SystemOption No(string name, string refusal, string? value = null) =>
        new(name, value, "") { Refusal = refusal };
}
