using System.Text.RegularExpressions;
using Emu.Core.Logging;
using Emu.Engine.Cache;
using Emu.Engine.Inspection;
using Emu.Guest.RiscV;
using Emu.Translate.Regions;

namespace Emu.Engine.Tests.Inspection;

[Collection(LoneLog.Collection)]
public sealed partial class TranslationLogTests
{
    private const ulong PageAddress = 0x8020_0000;

    private static readonly string[] GuestLines =
        ["0x140:  00150513  addi\ta0,a0,1", "0x144:  952e      c.add\ta0,a1", "0x146:  00008067  jalr\tzero,0(ra)"];

    [Fact]
    public void Nothing_is_said_of_translations_unless_asked()
    {
        using LoneLog log = new(LogItems.Execution);
        AddPage.Translate();
        Assert.Empty(log.Text);
    }

    [Fact]
    public void Op_shows_the_module_as_it_was_written()
    {
        using LoneLog log = new(LogItems.Op);
        AddPage.Translate();

        Assert.Contains($"OP: page {AddPage.Hash:x32}, entry 0x140", log.Text);
        Assert.Single(Function().Matches(log.Text));
        Assert.DoesNotContain("after optimization", log.Text);
    }

    [Fact]
    public void Op_opt_shows_the_module_after_its_passes_which_made_it_shorter()
    {
        using LoneLog both = new(LogItems.Op | LogItems.OptimizedOp);
        AddPage.Translate();
        string[] modules = both.Text.Split("OP after optimization: ");

        Assert.Equal(2, modules.Length);
        Assert.Single(Function().Matches(modules[1]));
        Assert.True(Instructions(modules[1]) < Instructions(modules[0]));
    }

    [Fact]
    public void Out_asm_shows_the_guest_instructions_and_every_byte_of_the_code()
    {
        using LoneLog log = new(LogItems.OutAsm);
        TranslatedRegion region = AddPage.Translate();

        Assert.Contains($"IN: page {AddPage.Hash:x32}, entry 0x140", log.Text);
        Assert.All(GuestLines, line => Assert.Contains(line, log.Text));
        Assert.Equal(Convert.ToHexStringLower(region.Code), HostBytes(log.Text));
        Assert.Contains("jmp", log.Text);
    }

    [Fact]
    public void The_code_is_the_same_whether_it_is_shown_or_not()
    {
        byte[] unseen = AddPage.Translate().Code;
        using LoneLog log = new(LogItems.Op | LogItems.OptimizedOp | LogItems.OutAsm);
        Assert.Equal(unseen, AddPage.Translate().Code);
    }

    [Fact]
    public unsafe void Code_from_the_cache_is_shown_once_with_its_guest_instructions()
    {
        byte[] code = AddPage.Translate().Code;
        using LoneLog log = new(LogItems.OutAsm);
        fixed (byte* first = code)
        {
            Region region = MakeRegion(first, code.Length, RegionOrigin.Cached);
            for (int time = 0; time < 2; time++)
                CachedCodeLog.Attached(region, AddPage.Hash, AddPage.Bytes, PageAddress, RiscVArchitecture.IsaOf(Extensions.All));
        }

        Assert.Contains($"IN: page {AddPage.Hash:x32} at 0x80200000, from the cache", log.Text);
        Assert.All(GuestLines, line => Assert.Contains(line, log.Text));
        Assert.Equal(Convert.ToHexStringLower(code), HostBytes(log.Text));
    }

    [Fact]
    public unsafe void Code_that_was_shown_when_it_was_made_is_not_shown_when_it_is_attached()
    {
        using LoneLog log = new(LogItems.OutAsm);
        byte code = 0xc3;
        Region region = MakeRegion(&code, 1, RegionOrigin.Compiled);
        CachedCodeLog.Attached(region, AddPage.Hash, AddPage.Bytes, PageAddress, RiscVArchitecture.IsaOf(Extensions.All));
        Assert.Empty(log.Text);
    }

    private static unsafe Region MakeRegion(byte* code, int length, RegionOrigin origin) => new(
        code, length, [AddPage.Entry], [], 1ul << (AddPage.Entry / 64), 3, OptimizationLevel.Fast, origin, []);

    private static int Instructions(string module) => module.Split('\n').Count(line => line.StartsWith("  "));

    // The second column of what follows "OUT:", put together.
    private static string HostBytes(string log) => string.Concat(
        HostLine().Matches(log[log.IndexOf("OUT:", StringComparison.Ordinal)..]).Select(line => line.Groups[1].Value));

    [GeneratedRegex(@"^0x[0-9a-f]{4}:  (?:\.byte )?([0-9a-f]+)", RegexOptions.Multiline)]
    private static partial Regex HostLine();

    [GeneratedRegex("^define .*preserve_nonecc void", RegexOptions.Multiline)]
    private static partial Regex Function();
}
