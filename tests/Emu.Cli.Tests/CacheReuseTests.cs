namespace Emu.Cli.Tests;

/// <summary>Code is found by the content of its page, whatever image it is part of and wherever that is loaded; with
/// the published executable.</summary>
public sealed class CacheReuseTests : IDisposable
{
    private readonly CacheGuest guest = new();

    public void Dispose() => guest.Dispose();

    [Fact]
    public void A_program_at_another_address_and_in_another_mode_runs_on_code_that_is_there()
    {
        CacheGuest.AssertRight(guest.Run());
        int all = guest.Regions("compiled");
        CacheGuest.AssertRight(guest.Run(option: "-kernel"));
        Assert.Equal(0, guest.Regions("compiled"));
        // The code at the reset vector is not run the second time.
        Assert.InRange(guest.Regions("shared"), all - 1, all);
    }

    [Fact]
    public void Of_another_image_only_the_page_that_differs_is_translated()
    {
        CacheGuest.AssertRight(guest.Run());
        int all = guest.Regions("compiled");
        EmulatorRun run = guest.Run(guest.ChangedImage);
        Assert.Equal((0, CacheGuest.Expected(changed: true)), (run.Status, run.Output));
        Assert.InRange(guest.Regions("compiled"), 1, all / 4);
        Assert.True(guest.Regions("shared") > all / 2);
    }
}
