using Emu.Core.Memory;
using Emu.Engine;
using Emu.Guest.Arm64.Boards;
using Emu.Machine;
using Emu.Machine.Boot;
using Emu.Testing.Machines;

namespace Emu.Guest.Arm64.Platform.Tests;

/// <summary>Accesses that no driver makes, to all devices of the board.</summary>
public sealed class HostileGuestTests
{
    private const int Accesses = 100_000;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    // Values with few bits, with many, and any.
    private static readonly ulong[] Values = [0, 1, 2, 0x80, 0x3ff, 0xffff, 0x8000_0000, uint.MaxValue, ulong.MaxValue];

    // Waits for ever.
    private static readonly uint[] Idle = [0xd503_207f, 0x17ff_ffff];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Accesses_of_all_sizes_anywhere_end_nothing(int seed)
    {
        using TemporaryFile kernel = new(SmallMachine.Bytes(Idle));
        MachineOptions options = new()
        {
            CpuCount = 3,
            Accel = AccelOptions.Default with { Kind = AccelKind.Interpreter },
            Boot = new BootOptions() { KernelPath = kernel.Path },
        };
        using Emu.Machine.Machine machine = new(VirtBoard.Board, options, (_, _) => new RecordingBackend());
        Task<int> run = Task.Factory.StartNew(machine.Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        int done = machine.WhileStopped(() => Access(machine.Memory, new Random(seed)));
        // All wires were driven, and the machine still runs, is reset and ends.
        machine.ResetByUser();
        done += machine.WhileStopped(() => Access(machine.Memory, new Random(~seed)));
        machine.RequestShutdown(7);
        Assert.Equal(7, await run.WaitAsync(Patience));
        Assert.InRange(done, Accesses / 10, 2 * Accesses);
    }

    // How many accesses a device has taken.
    private static int Access(AddressMap memory, Random random)
    {
        MemoryRegion[] regions = [.. memory.Regions.Where(region => region.Device is not null)];
        int done = 0;
        for (int i = 0; i < Accesses; i++)
        {
            MemoryRegion region = regions[random.Next(regions.Length)];
            int size = 1 << random.Next(4);
            // Most registers are in the first kilobytes, and at the end; most accesses are aligned.
            ulong offset = random.Next(4) switch
            {
                0 => (ulong)random.NextInt64((long)region.Size),
                1 => region.Size - 1 - (ulong)random.NextInt64((long)Math.Min(region.Size, 64)),
                _ => (ulong)random.NextInt64((long)Math.Min(region.Size, 0x1000)),
            };
            if (random.Next(8) != 0) offset &= ~(ulong)(size - 1);
            ulong value = random.Next(2) == 0 ? Values[random.Next(Values.Length)] : (ulong)random.NextInt64();
            PhysicalAddress address = region.Start + offset;
            bool isTaken = random.Next(2) == 0 ? memory.Read(address, size, out _) : memory.Write(address, size, value);
            if (isTaken) done++;
        }

        return done;
    }
}
