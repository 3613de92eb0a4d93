namespace Emu.Cli.Tests;

/// <summary>Guests of a few instructions, as files: machines that end at once or never, and a program for user mode.</summary>
internal sealed class SmallGuests : IDisposable
{
    private const int CodeOffset = 120;

    public SmallGuests()
    {
        Folder = Directory.CreateTempSubdirectory("emu-guests-").FullName;
        PowersOff = Write("off.bin", Bytes(
            0x0010_02b7, // lui t0, 0x100: the test finisher
            0x0000_5337, // lui t1, 5
            0x5553_0313, // addi t1, t1, 0x555
            0x0062_a023, // sw t1, 0(t0)
            0x0000_006f)); // j .
        Idles = Write("idle.bin", Bytes(
            0x1050_0073, // wfi
            0xffdf_f06f)); // j -4
        Floods = Write("flood.bin", Bytes(
            0x1000_02b7, // lui t0, 0x10000: the serial port
            0x0410_0313, // li t1, 'A'
            0x0062_8023, // sb t1, 0(t0)
            0xffdf_f06f)); // j -4
        Greets = Write("greet.bin", Bytes(
            0xf140_22f3, // csrr t0, mhartid
            0x0002_9063, // bnez t0, .
            0x1000_02b7, // lui t0, 0x10000: the serial port
            0x0410_0313, // li t1, 'A'
            0x0062_8023, // sb t1, 0(t0)
            0x0010_02b7, // lui t0, 0x100: the test finisher
            0x0000_5337, // lui t1, 5
            0x5553_0313, // addi t1, t1, 0x555
            0x0062_a023, // sw t1, 0(t0)
            0x0000_006f)); // j .
        Program = Write("program", LinuxProgram());
        Assert.Equal(0, EmulatorRun.Of("/bin/chmod", "755", Program).Status);
    }

    /// <summary>For files; gone with the guests.</summary>
    public string Folder { get; }

    /// <summary>A machine's program that ends it at once, with status 0.</summary>
    public string PowersOff { get; }

    /// <summary>A machine's program that waits for ever.</summary>
    public string Idles { get; }

    /// <summary>A machine's program that prints without end.</summary>
    public string Floods { get; }

    /// <summary>A machine's program that prints <c>A</c> and ends it.</summary>
    public string Greets { get; }

    /// <summary>A Linux program that prints <c>ok</c> and ends with status 0; 1 when that cannot be printed.</summary>
    public string Program { get; }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>Makes a pipe with a name.</summary>
    public string Pipe(string name)
    {
        string path = Path.Combine(Folder, name);
        Assert.Equal(0, EmulatorRun.Of("/usr/bin/mkfifo", path).Status);
        return path;
    }

    private static byte[] Bytes(params uint[] words) => [.. words.SelectMany(BitConverter.GetBytes)];

    private static byte[] LinuxProgram()
    {
        byte[] code =
        [
            .. Bytes(
                0x0010_0513, // li a0, 1
                0x0000_0597, // auipc a1, 0
                0x0285_8593, // addi a1, a1, 40
                0x0030_0613, // li a2, 3
                0x0400_0893, // li a7, 64: write
                0x0000_0073, // ecall
                0x0035_4513, // xori a0, a0, 3
                0x00a0_3533, // snez a0, a0
                0x05d0_0893, // li a7, 93: exit
                0x0000_0073, // ecall
                0x0000_006f), // j .
            .. "ok\n"u8,
        ];
        ulong size = (ulong)(CodeOffset + code.Length);
        return
        [
            0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0,
            .. Half(2), .. Half(243), .. Bytes(1), .. Long(0x10000 + CodeOffset), .. Long(64), .. Long(0), .. Bytes(5),
            .. Half(64), .. Half(56), .. Half(1), .. Half(0), .. Half(0), .. Half(0),
            .. Bytes(1, 5), .. Long(0), .. Long(0x10000), .. Long(0x10000), .. Long(size), .. Long(size), .. Long(0x1000),
            .. code,
        ];

        static byte[] Half(ushort value) => BitConverter.GetBytes(value);
        static byte[] Long(ulong value) => BitConverter.GetBytes(value);
    }

    private string Write(string name, byte[] bytes)
    {
        string path = Path.Combine(Folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
