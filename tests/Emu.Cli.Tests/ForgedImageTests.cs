using System.Buffers.Binary;
using System.Text;
using Emu.Engine.Cache;
using Emu.Testing;

namespace Emu.Cli.Tests;

/// <summary>
/// Images, programs and pages that were made to have the hash or the name of others: each computes what it computes, and
/// those that they were made after too; with the published executable.
/// </summary>
public sealed class ForgedImageTests : IDisposable
{
    private const int PageSize = 4096;
    private const int Calls = 2000;

    // Stripes that have no code in any of the pages.
    private static readonly int[] Spares = [12, 13, 14, 15];

    private readonly CacheGuest guest = new();

    public void Dispose() => guest.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_image_with_a_forged_page_leaves_no_code_for_the_image_that_has_the_page(bool attackerIsFirst)
    {
        byte[] image = CacheGuest.Program(CacheGuest.Steps());
        byte[] changed = CacheGuest.Program(CacheGuest.Steps(changed: true));
        string attacker = guest.Write("attacker.bin", Xxh3Forger.Forge(image, changed, Spares));
        string[] order = attackerIsFirst ? [attacker, guest.Image, attacker] : [guest.Image, attacker, guest.Image];
        foreach (string each in order)
        {
            EmulatorRun run = guest.Run(each);
            string expected = CacheGuest.Expected(changed: each == attacker);
            Assert.Equal((0, expected, ""), (run.Status, run.Output, run.Errors));
        }

        // The third run finds all in the first one's file; of the page that was forged each has its own.
        Assert.Equal(0, guest.Regions("compiled"));
        Assert.Equal(2, Directory.GetFiles(guest.CacheFolder).Length);
    }

    [Fact]
    public void An_image_with_the_hash_of_another_shares_its_file_and_nothing_else()
    {
        byte[] image = CacheGuest.Program(CacheGuest.Steps());
        byte[] changed = CacheGuest.Program(CacheGuest.Steps(changed: true));
        byte[] forged = Xxh3Forger.Forge(Hashed(image), Hashed(changed), Spares)[^image.Length..];
        Assert.Equal(HashOf(image), HashOf(forged));
        string attacker = guest.Write("attacker.bin", forged);
        foreach (bool isForged in new[] { true, false, true, false })
        {
            EmulatorRun run = guest.Run(isForged ? attacker : guest.Image);
            Assert.Equal((0, CacheGuest.Expected(isForged), ""), (run.Status, run.Output, run.Errors));
        }

        Assert.Equal(0, guest.Regions("compiled"));
        guest.AssertSound();
    }

    [Fact]
    public void Pages_of_one_hash_in_one_image_have_their_own_code_and_the_file_is_called_forged()
    {
        int[] steps = [.. CacheGuest.Steps()];
        byte[] program = CacheGuest.Program(steps);
        byte[] page = program.AsSpan(3 * PageSize, PageSize).ToArray(), other = program.AsSpan(6 * PageSize, PageSize).ToArray();
        Xxh3Forger.Forge(page, other, Spares).CopyTo(program, 6 * PageSize);
        string image = guest.Write("both.bin", program);
        for (int i = 0; i < 2; i++) AssertRight(guest.Run(image));
        Assert.Equal(0, guest.Regions("compiled"));

        EmulatorRun verified = EmulatorRun.Of(EmulatorRun.Executable, "cache", "verify", guest.CacheFile);
        Assert.Equal(1, verified.Status);
        Assert.Contains($"forged: {PageHash.Of(page):x32}", verified.Output);
        Assert.Contains(" 0 different", verified.Output);

        EmulatorRun optimized = EmulatorRun.Of(EmulatorRun.Executable, "cache", "optimize", guest.CacheFile);
        Assert.True(optimized.Status == 0, optimized.Errors);
        AssertRight(guest.Run(image));

        void AssertRight(EmulatorRun run) =>
            Assert.Equal((0, CacheGuest.Expected(steps), ""), (run.Status, run.Output, run.Errors));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void A_program_with_the_name_of_another_gets_none_of_its_code(bool hasBuildId, bool isNeighbour)
    {
        // Without a build id the hash of the content is the name, which forging a page leaves as it was.
        byte[] page = Adding(1), forged = Xxh3Forger.Forge(page, Adding(2), Spares);
        string victim = guest.Write("victim", Program(page, hasBuildId, isNeighbour));
        string attacker = guest.Write("attacker", Program(forged, hasBuildId, isNeighbour));
        foreach (string accelerator in new[] { "aot,hot=1,wait=on", "aot,tiers=interp+baseline,warm=1" })
        {
            for (int round = 0; round < 2; round++)
            {
                Assert.Equal(Calls * 2 % 256, Run(attacker));
                Assert.Equal(Calls * 1 % 256, Run(victim));
            }

            Assert.Single(Directory.GetFiles(guest.CacheFolder));

            int Run(string program)
            {
                if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
                EmulatorRun run = EmulatorRun.Of(
                    EmulatorRun.Executable, "user", "-accel", $"{accelerator},cache-dir={guest.CacheFolder}", program);
                Assert.Equal("", run.Errors);
                return run.Status;
            }
        }
    }

    // What names the image's cache: the content, behind its role and their lengths.
    private static byte[] Hashed(byte[] image)
    {
        byte[] role = Encoding.UTF8.GetBytes("bios"), lengths = new byte[sizeof(int) + sizeof(long)];
        BinaryPrimitives.WriteInt32LittleEndian(lengths, role.Length);
        BinaryPrimitives.WriteInt64LittleEndian(lengths.AsSpan(sizeof(int)), image.Length);
        return [.. lengths, .. role, .. image];
    }

    private static UInt128 HashOf(byte[] image)
    {
        ImageHasher hasher = new();
        hasher.Add("bios", image);
        return hasher.Result;
    }

    // A function that adds to a1.
    private static byte[] Adding(int step)
    {
        byte[] page = new byte[PageSize];
        BitConverter.TryWriteBytes(page, RiscVWord.Addi(11, 11, step));
        BitConverter.TryWriteBytes(page.AsSpan(sizeof(uint)), 0x0000_8067); // ret
        return page;
    }

    // Calls the function of a page many times, and exits with the sum. In the next page the call is in one region with it.
    private static byte[] Program(byte[] page, bool hasBuildId, bool isNeighbour)
    {
        const int call = 8;
        const ulong code = 0x10000, near = 0x11000, far = 0x20000;
        ulong function = isNeighbour ? near : far;
        uint[] words =
        [
            0x0000_0413 | Calls << 20, // li s0, Calls
            0x0002_04b7, // lui s1, 0x20
            isNeighbour ? RiscVWord.Jal(1, (int)(near - code) - call) : 0x0004_80e7, // call: jal function, or jalr s1
            0xfff4_0413, // addi s0, s0, -1
            0xfe04_1ce3, // bnez s0, call
            0x0005_8513, // mv a0, a1
            0x05d0_0893, // li a7, 93: exit
            0x0000_0073, // ecall
        ];
        StaticElf elf = new() { BuildId = hasBuildId ? [1, 2, 3, 4, 5, 6, 7, 8] : [] };
        elf.Add(code, [.. words.SelectMany(BitConverter.GetBytes)], executable: true);
        elf.Add(function, page, executable: true);
        // What is hashed ends behind the page.
        elf.Add(function + PageSize, new byte[PageSize]);
        return elf.ToArray(code);
    }
}
