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

    public CacheGuest()
    {
        Folder = Directory.CreateTempSubdirectory("emu-cache-").FullName;
        CacheFolder = Path.Combine(Folder, "code");
        Image = Write("guest.bin", Program(Steps()));
        ChangedImage = Write("changed.bin", Program(Steps(changed: true)));
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
        "system", "riscv64", "-serial", "stdio", option, image ?? Image,
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
    public static byte[] Program(IEnumerable<int> steps)
    {
        List<uint> words =
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
        foreach (int step in steps)
        {
            while (words.Count % PageWords != 0) words.Add(0);
            words.AddRange(
            [
                0x0000_0313 | Rounds << 20, // li t1, Rounds
                0x0035_1393, // round: slli t2, a0, 3
                0x0075_4533, // xor a0, a0, t2
                0x0005_0513 | (uint)step << 20, // addi a0, a0, step
                0x0075_5393, // srli t2, a0, 7
                0x0075_4533, // xor a0, a0, t2
                0xfff3_0313, // addi t1, t1, -1
                0xfe03_14e3, // bnez t1, round
                0x0000_8067, // ret
            ]);
        }

        // One more, so that what is hashed ends behind the last page's code.
        while (words.Count % PageWords != 0) words.Add(0);
        words.AddRange(new uint[PageWords]);
        return [.. words.SelectMany(BitConverter.GetBytes)];
    }

    private string StatisticsFile => Path.Combine(Folder, "stats.json");
}
