namespace Emu.Guests.Tests;

/// <summary>The configuration space of the machine's functions beside QEMU's.</summary>
public sealed class PciRegisterTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Registers of a root port that differ on purpose, as decision 21 lists them.</summary>
    private static readonly string[] PortDifferences = ["03c", "068", "06c", "108"];

    [Theory]
    [InlineData(false, "virtio-blk-pci,drive=d")]
    [InlineData(false, "virtio-blk-pci-non-transitional,drive=d,addr=5")]
    [InlineData(true, "virtio-blk-pci,drive=d,bus=rp")]
    public void Every_register_of_a_disk_on_pci_reads_and_takes_writes_as_qemus_does(bool hasPort, string disk)
    {
        string image = Path.GetTempFileName();
        try
        {
            using (FileStream file = new(image, FileMode.Open)) file.SetLength(1 << 20);
            string[] drive = ["-drive", $"if=none,id=d,format=raw,file={image}", "-device", disk];
            string[] machine = ["-M", "virt", "-bios", GuestProgram.Named("pci_registers").File];
            string[] port = hasPort ? ["-device", "pcie-root-port,id=rp,chassis=1,hotplug=off"] : [];
            MachineRun ours = MachineRun.OnEmulator(Patience, [.. machine, "-nographic", .. port, .. drive]);
            MachineRun qemu = MachineRun.OnQemu(Patience, [.. machine, "-nodefaults", .. port, .. drive]);
            Assert.Equal("", ours.Errors);
            string[] expected = Registers(qemu);
            Assert.True(expected.Length > 20, qemu.Output + qemu.Errors);
            Assert.Equal(expected, Registers(ours));
        }
        finally
        {
            File.Delete(image);
        }
    }

    private static string[] Registers(MachineRun run)
    {
        string[] lines = [.. run.Output.Split('\n').Select(line => line.Trim()).Where(line => line.Length == 36 && line[2] == ':')];
        HashSet<string> ports =
            [.. lines.Where(line => line[6..].StartsWith("000 000c1b36", StringComparison.Ordinal)).Select(line => line[..5])];
        return [.. lines.Where(line => !ports.Contains(line[..5]) || !PortDifferences.Contains(line[6..9]))];
    }
}
