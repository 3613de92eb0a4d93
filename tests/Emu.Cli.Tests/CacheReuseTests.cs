namespace Emu.Cli.Tests;

/// <summary>Code is found by the content of its page, whatever image it is part of and wherever that is loaded; with
/// the published executable.</summary>
public sealed class CacheReuseTests
{
    /// <summary>RISC-V machines start firmware in the reset vector, Arm machines a kernel in a few instructions: that code is not
    /// run the second time.</summary>
    [Theory]
    [InlineData("riscv64", "-bios", "-kernel")]
    [InlineData("aarch64", "-kernel", "-bios")]
    public void A_program_at_another_address_runs_on_code_that_is_there(string architecture, string first, string second)
    {
        using CacheGuest guest = new(architecture);
        CacheGuest.AssertRight(guest.Run(option: first));
        int all = guest.Regions("compiled");
        CacheGuest.AssertRight(guest.Run(option: second));
        Assert.Equal(0, guest.Regions("compiled"));
        Assert.InRange(guest.Regions("shared"), all - 1, all);
    }

    [Theory]
    [InlineData("riscv64")]
    [InlineData("aarch64")]
    public void Of_another_image_only_the_page_that_differs_is_translated(string architecture)
    {
        using CacheGuest guest = new(architecture);
        CacheGuest.AssertRight(guest.Run());
        int all = guest.Regions("compiled");
        EmulatorRun run = guest.Run(guest.ChangedImage);
        Assert.Equal((0, CacheGuest.Expected(changed: true)), (run.Status, run.Output));
        Assert.InRange(guest.Regions("compiled"), 1, all / 4);
        Assert.True(guest.Regions("shared") > all / 2);
    }
}
