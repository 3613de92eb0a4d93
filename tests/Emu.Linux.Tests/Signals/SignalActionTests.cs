using Emu.Guest.RiscV.Linux;
using Emu.Linux.Tests.Syscalls;

namespace Emu.Linux.Tests.Signals;

/// <summary>The structure of <c>rt_sigaction</c>, which has a restorer on some architectures only.</summary>
public sealed class SignalActionTests
{
    private const ulong Signal = 40, Handler = 0x1_2340, Restorer = 0x5_6780, Mask = 0x800, MaskSize = 8;
    private const ulong HasRestorer = 0x0400_0000, Restart = 0x1000_0000;

    [Fact]
    public void An_action_keeps_its_restorer_where_there_is_one()
    {
        using GuestCaller guest = new(abi: RiscVLinux.Abi with { HasRestorer = true });
        ulong old = guest.Allocate(32);
        Assert.Equal(0, guest.Call("rt_sigaction", Signal, guest.Place(Handler, HasRestorer | Restart, Restorer, Mask), 0, MaskSize));
        Assert.Equal(0, guest.Call("rt_sigaction", Signal, guest.Place(0, 0, 0, 0), old, MaskSize));
        Assert.Equal([Handler, HasRestorer | Restart, Restorer, Mask], Words(guest, old, 4));
    }

    [Fact]
    public void Elsewhere_the_mask_follows_the_flags_and_the_flag_is_unknown()
    {
        using GuestCaller guest = new();
        ulong old = guest.Allocate(32);
        Assert.Equal(0, guest.Call("rt_sigaction", Signal, guest.Place(Handler, HasRestorer | Restart, Mask, ulong.MaxValue), 0, MaskSize));
        Assert.Equal(0, guest.Call("rt_sigaction", Signal, guest.Place(0, 0, 0), old, MaskSize));
        Assert.Equal([Handler, Restart, Mask, 0], Words(guest, old, 4));
    }

    private static ulong[] Words(GuestCaller guest, ulong address, int count) =>
        [.. Enumerable.Range(0, count).Select(index => guest.Value<ulong>(address + ((ulong)index * 8)))];
}
