using Emu.Machine.Configuration;
using Emu.Model.Options;

namespace Emu.Cli.CommandLine;

/// <summary>Writes out what short options stand for: <c>-drive</c> and its kin as block nodes and devices, <c>-nic</c> and
/// <c>-net</c> as networks and cards.</summary>
internal sealed class MachineSugar
{
    private const string DiskDevice = "virtio-blk-pci", NetworkCard = "virtio-net-pci";

    /// <summary>Options of <c>-drive</c> that belong to the device, and are its defaults when it stands apart.</summary>
    private static readonly string[] DeviceOptions = ["werror", "rerror", "write-cache"];

    private readonly List<ConfiguredItem> nodes, netDevices, devices, added = [];
    private readonly Dictionary<string, OptionTree> deviceDefaults = [];
    private readonly string?[] flash = [null, null];
    private readonly OptionGroups given;

    private MachineSugar(OptionGroups given)
    {
        this.given = given;
        nodes = [.. given["-blockdev"]];
        netDevices = [.. given["-netdev"]];
        devices = [.. given["-device"]];
    }

    /// <summary>The whole configuration.</summary>
    /// <exception cref="ConfigurationException">A short option cannot be written out.</exception>
    public static MachineConfiguration WriteOut(OptionGroups given)
    {
        MachineSugar sugar = new(given);
        foreach (ConfiguredItem drive in given["-drive"]) Guard(drive, sugar.AddDrive);
        foreach (ConfiguredItem nic in given["-nic"]) Guard(nic, sugar.AddNic);
        sugar.AddNet();
        foreach (ConfiguredItem device in sugar.devices) sugar.ApplyDefaults(device.Options);
        return new MachineConfiguration()
        {
            Objects = given["-object"],
            CharacterDevices = given["-chardev"],
            BlockNodes = sugar.nodes,
            NetDevices = sugar.netDevices,
            // Disks and cards of short options come first, as QEMU makes them before those of -device.
            Devices = [.. sugar.added, .. sugar.devices],
            Globals = given.Globals,
            FirmwareItems = given["-fw_cfg"],
            FlashNodes = sugar.flash,
        };
    }

    private static void Guard(ConfiguredItem item, Action<ConfiguredItem, OptionTree> act)
    {
        try
        {
            act(item, item.Options.Copy());
        }
        catch (OptionException e)
        {
            throw item.Error(e.Message);
        }
    }

    private void AddDrive(ConfiguredItem item, OptionTree drive)
    {
        string kind = drive.Take("if") ?? "virtio";
        string media = drive.Take("media") ?? "disk";
        int? index = TakeNumber(drive, "index"), unit = TakeNumber(drive, "unit");
        if (drive.Take("bus") is { } bus and not "0") throw new OptionException($"bus={bus}: disks have one bus; leave it out");
        if (kind is not ("virtio" or "none" or "pflash"))
            throw new OptionException(kind is "ide" or "scsi" or "sd" or "floppy" or "mtd" or "xen"
                ? $"machine type does not support if={kind}; use if=virtio, or leave it out"
                : $"unsupported bus type '{kind}'; use virtio, pflash or none");
        if (media is not ("disk" or "cdrom")) throw new OptionException($"'{media}' invalid media; use disk or cdrom");
        string id = drive.Take("id") ?? FreeName(kind, index ?? unit);
        if (nodes.Exists(node => node.Options.Text("node-name") == id))
            throw new OptionException($"Duplicate ID '{id}' for drive");
        OptionTree device = new();
        device.Add("driver", DiskDevice);
        device.Add("drive", id);
        if (drive.Take("addr") is { } address) device.Add("addr", address);
        if (drive.Take("serial") is { } serial) device.Add("serial", serial);
        OptionTree node = WriteNode(drive, id, media == "cdrom", device);
        nodes.Add(new ConfiguredItem(item.Origin, node));
        if (kind == "virtio") added.Add(new ConfiguredItem(item.Origin, device));
        else if (kind == "none") deviceDefaults[id] = device;
        else AddFlash(id, index ?? unit);
    }

    private void AddFlash(string id, int? unit)
    {
        if (nodes[^1].Options.Find(DriveThrottling.Option) is not null) throw new OptionException("flash has no limits; leave out throttling");
        int bank = unit ?? Array.IndexOf(flash, null);
        if (bank < 0 || bank >= flash.Length) throw new OptionException($"there are {flash.Length} banks of flash");
        if (flash[bank] is not null) throw new OptionException($"bank {bank} of flash has a drive already");
        flash[bank] = id;
    }

    /// <summary>The block node of a drive; what belongs to its device goes there.</summary>
    private static OptionTree WriteNode(OptionTree drive, string id, bool isReadOnly, OptionTree device)
    {
        OptionTree node = new();
        string? format = drive.Take("format") ?? drive.Take("driver");
        OptionTree? others = TakeFileOptions(drive);
        string? file = drive.Find("file") is { Tree: null } ? drive.Take("file") : null;
        if (format is null && file is null && drive.Find("file") is null)
            throw new OptionException("Must specify either driver or file");
        if (format is not null) node.Add("driver", format);
        node.Add("node-name", id);
        if (file is not null)
        {
            OptionTree source = file.StartsWith("json:", StringComparison.Ordinal)
                ? JsonGrammar.ParseObject(file["json:".Length..])
                : FileTree(file);
            foreach ((string name, OptionValue value) in others?.Members ?? []) source.Add(name, value);
            if (drive.Take("aio") is { } aio) source.Add("aio", CheckAio(aio));
            node.Add("file", OptionValue.Of(source));
        }

        AddCache(node, device, drive.Take("cache"));
        string? readOnly = drive.Take("readonly") ?? drive.Take("read-only");
        if (isReadOnly) node.Add("read-only", "on");
        else if (readOnly is not null) node.Add("read-only", readOnly);
        node.Add("discard", drive.Take("discard") ?? "unmap");
        if (drive.Take("detect-zeroes") is { } detect) node.Add("detect-zeroes", detect);
        if (drive.Take("snapshot") is { } snapshot) node.Add("snapshot", snapshot);
        foreach (string name in DeviceOptions)
            if (drive.Take(name) is { } value) device.Add(name, value);
        DriveThrottling.WriteOut(drive);
        foreach ((string name, OptionValue value) in drive.Members) node.Add(name, value);
        return node;
    }

    /// <summary>Takes further options of a file that has a name and no driver, as <c>file=NAME,file.OPTION=VALUE</c>; the name is left as
    /// it would be without them. Null when there are none.</summary>
    private static OptionTree? TakeFileOptions(OptionTree drive)
    {
        if (drive.Find("file")?.Tree is not { } given || given.Find("driver") is not null || given.Find("filename") is not { IsText: true })
            return null;
        OptionTree others = given.Copy();
        string file = others.Take("filename")!;
        drive.Set("file", file);
        return others;
    }

    private static OptionTree FileTree(string file)
    {
        OptionTree tree = new();
        if (file == "null-co://")
        {
            tree.Add("driver", "null-co");
            return tree;
        }

        tree.Add("driver", "file");
        tree.Add("filename", file.StartsWith("file:", StringComparison.Ordinal) ? file["file:".Length..] : file);
        return tree;
    }

    private static void AddCache(OptionTree node, OptionTree device, string? mode)
    {
        OptionTree cache = new();
        if (mode is "none" or "off" or "directsync") cache.Add("direct", "on");
        if (mode is "unsafe") cache.Add("no-flush", "on");
        if (mode is "writethrough" or "directsync") device.Add("write-cache", "off");
        if (cache.Members.Count != 0) node.Add("cache", OptionValue.Of(cache));
        if (mode is not (null or "none" or "off" or "writeback" or "writethrough" or "directsync" or "unsafe"))
            throw new OptionException("invalid cache option");
    }

    private static string CheckAio(string aio) => aio is "threads" or "native" or "io_uring"
        ? aio : throw new OptionException("invalid aio option");

    private void AddNic(ConfiguredItem item, OptionTree nic)
    {
        string type = nic.Take("type") ?? "";
        if (type == "none") return;
        (OptionTree card, string model) = TakeCard(nic);
        string id = nic.Text("id") ?? FreeNet();
        nic.Set("id", id);
        netDevices.Add(new ConfiguredItem(item.Origin, WithType(type, nic)));
        card.Add("netdev", id);
        if (model != "none") added.Add(new ConfiguredItem(item.Origin, card));
    }

    /// <summary><c>-net</c>: all cards and networks share one hub; one of each are simply connected.</summary>
    private void AddNet()
    {
        List<(ConfiguredItem Item, OptionTree Card)> cards = [];
        List<(ConfiguredItem Item, string Id)> networks = [];
        foreach (ConfiguredItem item in given["-net"])
        {
            Guard(item, (origin, net) =>
            {
                string type = net.Take("type") ?? "";
                if (type == "none") return;
                if (type == "nic")
                {
                    (OptionTree card, _) = TakeCard(net);
                    if (net.Take("netdev") is { } netdev) card.Add("netdev", netdev);
                    foreach ((string name, OptionValue value) in net.Members)
                        if (name is not ("name" or "vlan")) card.Add(name, value);
                    cards.Add((origin, card));
                    return;
                }

                string id = net.Take("id") ?? net.Take("name") ?? FreeNet();
                net.Set("id", id);
                netDevices.Add(new ConfiguredItem(origin.Origin, WithType(type, net)));
                networks.Add((origin, id));
            });
        }

        bool isPair = cards.Count == 1 && networks.Count == 1;
        foreach ((ConfiguredItem item, string id) in networks)
            if (!isPair) AddHubPort(item, id);
        foreach ((ConfiguredItem item, OptionTree card) in cards)
        {
            if (card.Find("netdev") is null) card.Add("netdev", isPair ? networks[0].Id : AddHubPort(item, null));
            added.Add(new ConfiguredItem(item.Origin, card));
        }
    }

    private string AddHubPort(ConfiguredItem item, string? network)
    {
        OptionTree port = new();
        port.Add("type", "hubport");
        string id = FreeName("hub0port", null);
        port.Add("id", id);
        port.Add("hubid", "0");
        if (network is not null) port.Add("netdev", network);
        netDevices.Add(new ConfiguredItem(item.Origin, port));
        return id;
    }

    /// <summary>Takes the card's options out of those of a network.</summary>
    private static (OptionTree Card, string Model) TakeCard(OptionTree net)
    {
        OptionTree card = new();
        string model = net.Take("model") ?? "virtio";
        card.Add("driver", model switch
        {
            "virtio" or "virtio-net" or "virtio-net-pci" => NetworkCard,
            _ => model,
        });
        if ((net.Take("mac") ?? net.Take("macaddr")) is { } mac) card.Add("mac", mac);
        if (net.Take("addr") is { } address) card.Add("addr", address);
        if (net.Take("vectors") is { } vectors) card.Add("vectors", vectors);
        return (card, model);
    }

    private static OptionTree WithType(string type, OptionTree options)
    {
        OptionTree tree = new();
        tree.Add("type", type);
        foreach ((string name, OptionValue value) in options.Members) tree.Add(name, value);
        return tree;
    }

    private void ApplyDefaults(OptionTree device)
    {
        if (device.Find("drive") is not { IsText: true } drive
            || !deviceDefaults.TryGetValue(drive.Text, out OptionTree? defaults))
            return;
        foreach ((string name, OptionValue value) in defaults.Members)
            if (name is not ("driver" or "drive")) device.SetDefault(name, value.Text);
    }

    private static int? TakeNumber(OptionTree tree, string name)
    {
        if (tree.Find(name) is not { } value) return null;
        int number = OptionReader.Integer<int>(name, value);
        tree.Take(name);
        return number >= 0 ? number : throw new OptionException($"Parameter '{name}' expects a number that is not negative");
    }

    private string FreeNet() => FreeName("net", null);

    private string FreeName(string prefix, int? wanted)
    {
        for (int number = wanted ?? 0; ; number++)
        {
            string name = $"{prefix}{number}";
            bool isTaken = nodes.Exists(node => node.Options.Text("node-name") == name)
                || given["-drive"].Exists(drive => drive.Options.Text("id") == name)
                || netDevices.Exists(device => device.Options.Text("id") == name)
                || given["-nic"].Exists(device => device.Options.Text("id") == name);
            if (!isTaken) return name;
            if (wanted is not null) throw new OptionException($"drive with bus=0, unit={wanted} exists");
        }
    }
}
