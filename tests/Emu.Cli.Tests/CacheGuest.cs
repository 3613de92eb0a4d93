using System.Text.Json;

namespace Emu.Cli.Tests;

/// <summary>
/// A guest without an operating system that computes a number in several pages of code, prints it and powers off. It
/// runs wherever it is loaded. Its code is translated at once, into the cache of a folder of its own.
/// </summary>
internal sealed class CacheGuest : IDisposable
{
    private const int Pages = 8, Rounds = 200;
    private const int PageWords = 4096 / sizeof(uint);

    private readonly string architecture;

    /// <summary>Makes the program's files.</summary>
    /// <param name="architecture">The guest whose instructions it has: <c>riscv64</c> or <c>aarch64</c>.</param>
    public CacheGuest(string architecture = "riscv64")
    {
        this.architecture = architecture;
        Folder = Directory.CreateTempSubdirectory("emu-cache-").FullName;
        CacheFolder = Path.Combine(Folder, "code");
        Image = Write("guest.bin", Program(Steps(), architecture));
        ChangedImage = Write("changed.bin", Program(Steps(changed: true), architecture));
    }

    /// <summary>For files; gone with the guest.</summary>
    public string Folder { get; }

    /// <summary>Where its translated code is kept; missing at first.</summary>
    public string CacheFolder { get; set; }

    /// <summary>The program.</summary>
    public string Image { get; }

    /// <summary>The program with a constant changed in one of its pages.</summary>
    public string ChangedImage { get; }

    /// <summary>The one cache file there is.</summary>
    public string CacheFile => Assert.Single(Directory.GetFiles(CacheFolder, "*.emucode"));

    /// <summary>What the program prints.</summary>
    public static string Expected(bool changed = false) => Expected(Steps(changed));

    /// <summary>What a program with these constants prints.</summary>
    public static string Expected(IEnumerable<int> steps)
    {
        ulong value = 1;
        foreach (int step in steps)
        {
            for (int i = 0; i < Rounds; i++)
            {
                value ^= value << 3;
                value += (ulong)step;
                value ^= value >> 7;
            }
        }

        return string.Concat(Enumerable.Range(0, 16).Select(digit => (char)('a' + (value >> (60 - (4 * digit)) & 15))));
    }

    /// <summary>The emulator's arguments.</summary>
    public string[] Arguments(string? image = null, string option = "-bios") =>
    [
        "system", architecture, "-serial", "stdio", option, image ?? Image,
        "-accel", $"aot,hot=1,wait=on,cache-dir={CacheFolder},stats={StatisticsFile}",
    ];

    /// <summary>Runs it.</summary>
    public EmulatorRun Run(string? image = null, string option = "-bios") =>
        EmulatorRun.Of(EmulatorRun.Executable, Arguments(image, option));

    /// <summary>What the last run did with regions.</summary>
    public int Regions(string name)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(StatisticsFile));
        return document.RootElement.GetProperty("regions").GetProperty(name).GetInt32();
    }

    /// <summary>Checks that a run did what the program does, with at most a line about the cache.</summary>
    /// <param name="run">The run.</param>
    /// <param name="why">Says which, when not.</param>
    public static void AssertRight(EmulatorRun run, string why = "")
    {
        int lines = run.Errors.Count(character => character == '\n');
        Assert.True(
            run.Status == 0 && run.Output == Expected() && lines <= 1,
            $"{why}: status {run.Status}, output '{run.Output}', errors '{run.Errors}'");
    }

    /// <summary>Checks the cache file with <c>emu cache verify</c>.</summary>
    public void AssertSound()
    {
        EmulatorRun run = EmulatorRun.Of(EmulatorRun.Executable, "cache", "verify", CacheFile);
        Assert.True(run.Status == 0, run.Output + run.Errors);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>The constants of the program's pages.</summary>
    public static IEnumerable<int> Steps(bool changed = false) =>
        Enumerable.Range(1, Pages).Select(page => (37 * page) + (changed && page == Pages ? 1 : 0));

    /// <summary>Writes a program into a file.</summary>
    public string Write(string name, byte[] program)
    {
        string path = Path.Combine(Folder, name);
        File.WriteAllBytes(path, program);
        return path;
    }

    /// <summary>A program with these constants, one for each page but the first.</summary>
    public static byte[] Program(IEnumerable<int> steps, string architecture = "riscv64")
    {
        bool isArm = architecture == "aarch64";
        List<uint> words = [.. isArm ? StartOnArm : StartOnRiscV];
        foreach (int step in steps)
        {
            while (words.Count % PageWords != 0) words.Add(0);
            words.AddRange(isArm ? StepOnArm((uint)step) : StepOnRiscV((uint)step));
        }

        // One more, so that what is hashed ends behind the last page's code.
        while (words.Count % PageWords != 0) words.Add(0);
        words.AddRange(new uint[PageWords]);
        return [.. words.SelectMany(BitConverter.GetBytes)];
    }

    private string StatisticsFile => Path.Combine(Folder, "stats.json");

    private static IEnumerable<uint> StartOnRiscV =>
    [
        0x0000_0417, // auipc s0, 0
        0x0000_0493 | Pages << 20, // li s1, Pages
        0x0010_0513, // li a0, 1
        0x0000_12b7, // lui t0, 1
        0x0054_0433, // page: add s0, s0, t0
        0x0004_00e7, // jalr s0
        0xfff4_8493, // addi s1, s1, -1
        0xfe04_9ae3, // bnez s1, page
        0x1000_0437, // lui s0, 0x10000: the serial port
        0x0100_0493, // li s1, 16
        0x03c5_5293, // digit: srli t0, a0, 60
        0x0612_8293, // addi t0, t0, 'a'
        0x0054_0023, // sb t0, 0(s0)
        0x0045_1513, // slli a0, a0, 4
        0xfff4_8493, // addi s1, s1, -1
        0xfe04_96e3, // bnez s1, digit
        0x0010_0337, // lui t1, 0x100: the test finisher
        0x0000_53b7, // lui t2, 5
        0x5553_8393, // addi t2, t2, 0x555
        0x0073_2023, // sw t2, 0(t1)
        0x0000_006f, // j .
    ];

    private static IEnumerable<uint> StepOnRiscV(uint step) =>
    [
        0x0000_0313 | Rounds << 20, // li t1, Rounds
        0x0035_1393, // round: slli t2, a0, 3
        0x0075_4533, // xor a0, a0, t2
        0x0005_0513 | step << 20, // addi a0, a0, step
        0x0075_5393, // srli t2, a0, 7
        0x0075_4533, // xor a0, a0, t2
        0xfff3_0313, // addi t1, t1, -1
        0xfe03_14e3, // bnez t1, round
        0x0000_8067, // ret
    ];

    private static IEnumerable<uint> StartOnArm =>
    [
        0x1000_0013, // adr x19, .
        0xd280_0014 | Pages << 5, // mov x20, #Pages
        0xd280_0020, // mov x0, #1
        0x9140_0673, // page: add x19, x19, #4096
        0xd63f_0260, // blr x19
        0xf100_0694, // subs x20, x20, #1
        0x54ff_ffa1, // b.ne page
        0xd2a1_2013, // mov x19, #0x9000000: the serial port
        0xd280_0214, // mov x20, #16
        0xd37c_fc01, // digit: lsr x1, x0, #60
        0x9101_8421, // add x1, x1, #'a'
        0xb900_0261, // str w1, [x19]
        0xd37c_ec00, // lsl x0, x0, #4
        0xf100_0694, // subs x20, x20, #1
        0x54ff_ff61, // b.ne digit
        0x52b0_8000, // mov w0, #0x84000000
        0x1100_2000, // add w0, w0, #8: SYSTEM_OFF
        0xd400_0002, // hvc #0
        0x1400_0000, // b .
    ];

    private static IEnumerable<uint> StepOnArm(uint step) =>
    [
        0xd280_0001 | Rounds << 5, // mov x1, #Rounds
        0xca00_0c00, // round: eor x0, x0, x0, lsl #3
        0x9100_0000 | step << 10, // add x0, x0, #step
        0xca40_1c00, // eor x0, x0, x0, lsr #7
        0xf100_0421, // subs x1, x1, #1
        0x54ff_ff81, // b.ne round
        0xd65f_03c0, // ret
    ];
}
