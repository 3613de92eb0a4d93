using Emu.Block.Graph;
using Emu.Devices.Virtio;

namespace Emu.Devices.Tests.Virtio;

/// <summary>
/// Drivers that do anything: random registers and random rings, most of them nearly right. Nothing may throw, nothing may
/// take long, and after a reset the device serves a driver that behaves. <c>EMU_FUZZ_INPUTS</c> says how many drivers each
/// device meets, <c>EMU_FUZZ_SEED</c> the first one.
/// </summary>
public sealed class VirtioFuzzTests
{
    private const int QueuesSetUp = 6;
    private const ushort RingSize = 8;
    private const ulong Buffers = MmioDriver.Ram + 0x10_0000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly ulong[] Registers =
    [
        0x010, 0x014, 0x020, 0x024, 0x028, 0x030, 0x034, 0x038, 0x03c, 0x040, 0x044, 0x050, 0x060, 0x064, 0x070, 0x080, 0x084,
        0x090, 0x094, 0x0a0, 0x0a4, 0x0ac, 0x0b0, 0x0fc, 0x100, 0x104, 0x120,
    ];

    public static TheoryData<string, bool> Devices
    {
        get
        {
            TheoryData<string, bool> all = [];
            foreach (string name in (string[])["blk", "rng", "balloon", "net", "serial", "echo"])
            {
                all.Add(name, true);
                all.Add(name, false);
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Devices))]
    public void No_driver_harms_a_device(string name, bool isLegacy)
    {
        int inputs = Number("EMU_FUZZ_INPUTS", 250), first = Number("EMU_FUZZ_SEED", Environment.TickCount & 0xffff);
        using MmioDriver driver = new(Make(name), isLegacy);
        if (driver.Transport.Device is VirtioSerial serial)
        {
            Assert.Null(serial.Plug(new VirtioConsolePort { Backend = new Emu.Chardev.NullBackend() }));
            Assert.Null(serial.Plug(new VirtioSerialPort { Backend = new ScriptedBackend { Room = 100 }, Label = "fuzz" }));
        }

        for (int seed = first; seed < first + inputs; seed++)
        {
            try
            {
                Misbehave(driver, new Random(seed));
                Thread turn = new(() => driver.Loop.Run(() => default));
                turn.Start();
                Assert.True(turn.Join(Patience), "the loop is busy");
                // The first queue of a card waits for frames, and that of a console for keys, of which there are none.
                Behave(driver, queue: name is "net" or "serial" ? 1u : 0);
            }
            catch (Exception e)
            {
                Assert.Fail($"EMU_FUZZ_SEED={seed}, {name}, {(isLegacy ? "legacy" : "modern")}: {e}");
            }
        }

        driver.Loop.Dispose();
        (driver.Transport.Device as IDisposable)?.Dispose();
    }

    private static VirtioDevice Make(string name) => name switch
    {
        "blk" => new VirtioBlock { Drive = NewDrive(), QueueCount = 2 },
        "rng" => new VirtioRandom(),
        "net" => new VirtioNet(),
        "serial" => new VirtioSerial(),
        "balloon" => new VirtioBalloon { HasReporting = true },
        _ => new EchoDevice(),
    };

    private static BlockBackend NewDrive() => new(new SlowNode(1 << 20), "fuzz") { Discards = true };

    private static void Misbehave(MmioDriver driver, Random random)
    {
        if (random.Next(8) != 0) SetUp(driver, random);
        int steps = random.Next(1, 40);
        for (int i = 0; i < steps; i++)
        {
            switch (random.Next(8))
            {
                case 0:
                    driver.Write(Registers[random.Next(Registers.Length)], Value(random), 1 << random.Next(4));
                    break;
                case 1:
                    driver.Read((ulong)random.Next(0x1f8), 1);
                    break;
                case 2:
                    driver.Kick((uint)random.Next(7));
                    break;
                case 3:
                    driver.Memory.TryWriteUInt16(
                        Ring(random) + (16 * RingSize) + 2 + (2ul * (uint)random.Next(RingSize + 1)), (ushort)Value(random));
                    break;
                default:
                    Offer(driver, random);
                    break;
            }
        }
    }

    /// <summary>Goes through the start-up, with a step left out or changed now and then.</summary>
    private static void SetUp(MmioDriver driver, Random random)
    {
        driver.Write(0x28, 4096);
        if (random.Next(4) != 0) driver.Write(0x70, 0);
        driver.Write(0x70, 3);
        for (uint half = 0; half < 2; half++)
        {
            driver.Write(0x14, half);
            driver.Write(0x24, half);
            driver.Write(0x20, random.Next(4) == 0 ? Value(random) : driver.Read(0x10));
        }

        driver.Write(0x70, 11);
        for (uint queue = 0; queue < QueuesSetUp; queue++)
        {
            ulong ring = random.Next(10) == 0 ? Value(random) : MmioDriver.Ram + (queue * 0x4000);
            GuestRing wanted = new(driver.Memory, ring, RingSize);
            driver.Write(0x30, queue);
            driver.Write(0x38, RingSize);
            driver.Write(0x40, ring >> 12);
            driver.Write(0x80, wanted.Descriptors, 8);
            driver.Write(0x90, wanted.Available, 8);
            driver.Write(0xa0, wanted.Used, 8);
            driver.Write(0x44, 1);
        }

        if (random.Next(10) != 0) driver.Write(0x70, 15);
    }

    /// <summary>Writes a chain that may be right, makes it available and kicks.</summary>
    private static void Offer(MmioDriver driver, Random random)
    {
        ulong ring = Ring(random);
        int length = random.Next(1, 5);
        ushort head = (ushort)random.Next(RingSize);
        for (int i = 0; i < length; i++)
        {
            ulong where = ring + (16ul * (uint)((head + i) % RingSize));
            ulong buffer = random.Next(10) == 0 ? Value(random) : Buffers + ((ulong)random.Next(64) * 512);
            uint size = random.Next(10) == 0 ? (uint)Value(random) : i == 0 ? 16u : i == length - 1 ? 1u : 512u;
            bool isLast = i == length - 1;
            int flags = random.Next(12) == 0 ? random.Next(8)
                : (isLast ? 0 : GuestRing.Next) | (isLast || random.Next(2) == 0 ? GuestRing.Write : 0);
            if (i == 0) flags &= ~GuestRing.Write;
            driver.Memory.TryWriteUInt64(where, buffer);
            driver.Memory.TryWriteUInt32(where + 8, size);
            driver.Memory.TryWriteUInt16(where + 12, (ushort)flags);
            driver.Memory.TryWriteUInt16(where + 14, (ushort)(random.Next(10) == 0 ? Value(random) : (ulong)((head + i + 1) % RingSize)));
            // A request's header, of a disk or of something else.
            driver.Memory.TryWriteUInt32(buffer, (uint)random.Next(16));
            driver.Memory.TryWriteUInt64(buffer + 8, random.Next(10) == 0 ? Value(random) : (ulong)random.Next(2048));
        }

        ulong available = ring + (16 * RingSize);
        if (!driver.Memory.TryReadUInt16(available + 2, out ushort index)) return;
        driver.Memory.TryWriteUInt16(available + 4 + (2ul * (uint)(index % RingSize)), random.Next(20) == 0 ? (ushort)Value(random) : head);
        driver.Memory.TryWriteUInt16(available + 2, (ushort)(index + 1));
        driver.Kick((uint)random.Next(QueuesSetUp));
    }

    private static void Behave(MmioDriver driver, uint queue)
    {
        driver.Write(0x70, 0);
        Assert.Equal(0u, driver.Read(0x70));
        driver.Memory.TryWrite(MmioDriver.Ram, new byte[0x4000]);
        driver.Begin();
        GuestRing ring = driver.EnableQueue(queue, MmioDriver.Ram, RingSize);
        driver.Start();
        driver.Memory.TryWrite(Buffers, new byte[16]);
        ring.SetDescriptor(0, Buffers, 16, GuestRing.Next, 1);
        ring.SetDescriptor(1, Buffers + 0x1000, 513, GuestRing.Write);
        ring.Offer(0);
        driver.Kick(queue);
        Assert.Equal(0u, ring.Take().Head);
        driver.WaitForInterrupt();
        driver.Write(0x64, 3);
    }

    private static ulong Ring(Random random) => MmioDriver.Ram + ((ulong)random.Next(QueuesSetUp) * 0x4000);

    private static ulong Value(Random random) => random.Next(6) switch
    {
        0 => (ulong)random.Next(16),
        1 => ulong.MaxValue >> random.Next(64),
        2 => 1ul << random.Next(64),
        3 => MmioDriver.Ram + (ulong)random.Next((int)MmioDriver.RamSize),
        4 => MmioDriver.Slot + (ulong)random.Next(0x200),
        _ => (ulong)random.NextInt64(),
    };

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), out int given) ? given : otherwise;
}
