using System.Diagnostics;
using System.Runtime.InteropServices;
using Emu.Core.Memory;
using Emu.Core.Time;
using Emu.Engine.Runtime;
using Emu.Guest.RiscV.Privileged;
using Emu.Isa;

namespace Emu.Guest.RiscV.Tests.Privileged;

/// <summary>Runs a <see cref="CsrGuest"/> image to its end and returns what it sent.</summary>
internal static class CsrGuestRunner
{
    /// <summary>Runs the image on a hart and an engine of ours.</summary>
    public static ulong[] RunHere(byte[] image)
    {
        using AddressMap memory = new();
        memory.AddRam("ram", new PhysicalAddress(CsrGuest.LoadAddress), 4 << 20);
        memory.AddRam("mtimecmp", new PhysicalAddress(CsrGuest.TimeCompareAddress), AddressMap.PageSize);
        Port port = new();
        memory.AddDevice(new PhysicalAddress(CsrGuest.UartAddress), port);
        Finisher finisher = new();
        memory.AddDevice(new PhysicalAddress(CsrGuest.FinisherAddress), finisher);
        image.CopyTo(memory.Memory(new PhysicalAddress(CsrGuest.LoadAddress), image.Length));
        using EventLoop events = new(new MachineClock());
        using Hart hart = new(0, new IsaOptions(), memory, events) { ResetVector = CsrGuest.LoadAddress };
        using EngineSet engines = new(memory, [hart]);
        hart.Reset();
        finisher.Hart = hart;
        engines.Runners[0].Run();
        return Words([.. port.Sent]);
    }

    /// <summary>Runs the image on <c>qemu-system-riscv64</c>.</summary>
    public static ulong[] RunOnQemu(byte[] image)
    {
        string folder = Directory.CreateTempSubdirectory("csr-guest").FullName;
        try
        {
            string program = Path.Combine(folder, "guest.bin"), output = Path.Combine(folder, "uart");
            File.WriteAllBytes(program, image);
            string[] arguments =
            [
                "-M", "virt", "-cpu", "rv64,h=false", "-m", "64", "-bios", program, "-no-reboot",
                "-display", "none", "-monitor", "none", "-serial", $"file:{output}",
            ];
            using Process qemu = Process.Start(
                new ProcessStartInfo("qemu-system-riscv64", arguments) { RedirectStandardError = true })!;
            string messages = qemu.StandardError.ReadToEnd();
            if (!qemu.WaitForExit(TimeSpan.FromMinutes(1)))
            {
                qemu.Kill();
                throw new InvalidOperationException("qemu-system-riscv64 did not come to the end of the guest");
            }

            if (qemu.ExitCode != 0) throw new InvalidOperationException($"qemu-system-riscv64 failed: {messages}");
            return Words(File.ReadAllBytes(output));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static ulong[] Words(byte[] bytes) => MemoryMarshal.Cast<byte, ulong>(bytes).ToArray();

    /// <summary>A UART that is always ready.</summary>
    private sealed class Port : IMmioDevice
    {
        public List<byte> Sent { get; } = [];
        public string Name => "port";
        public ulong WindowSize => 0x100;
        public int AccessSizes => 1;
        public Lock SyncRoot { get; } = new();

        public ulong Read(ulong offset, int size) =>
            offset == CsrGuest.LineStatus ? (ulong)CsrGuest.TransmitterEmpty : 0;

        public void Write(ulong offset, int size, ulong value)
        {
            if (offset == 0) Sent.Add((byte)value);
        }

        public void Reset() => Sent.Clear();
    }

    /// <summary>Stops the hart when the guest is done.</summary>
    private sealed class Finisher : IMmioDevice
    {
        public Hart? Hart { get; set; }
        public string Name => "finisher";
        public ulong WindowSize => 0x1000;
        public int AccessSizes => 4;
        public Lock SyncRoot { get; } = new();

        public ulong Read(ulong offset, int size) => 0;

        public void Write(ulong offset, int size, ulong value) => Hart!.Request(CpuRequests.Stop);

        public void Reset()
        {
        }
    }
}
