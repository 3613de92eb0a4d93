using System.Globalization;
using Emu.Core.Logging;
using Emu.Core.Memory;
using Emu.Core.Tracing;

namespace Emu.Core.Tests;

/// <summary>Runs apart from other tests: which events are traced is a matter of the process.</summary>
[Collection(LogTests.Alone)]
public sealed class EventTraceTests : IDisposable
{
    private readonly StringWriter text = new() { NewLine = "\n" };

    public void Dispose()
    {
        EventTrace.Enable(TraceEvents.All, isEnabled: false);
        EventTrace.Configure(null, isStamped: false);
        Log.Close();
        text.Dispose();
    }

    [Fact]
    public void An_event_is_a_line_of_its_name_and_what_it_tells()
    {
        EventTrace.Configure(text, isStamped: false);
        EventTrace.Enable(EventTrace.Find("*"), isEnabled: true);
        TraceEvents.DeviceWrite.Write("uart", 0x10ul, 4, ulong.MaxValue);
        TraceEvents.NetSend.Write("card 0", "net\"0\n", -1L, true);
        TraceEvents.BlockFlush.Write("");
        Assert.Equal(
            "device_write device=uart offset=0x10 size=4 value=0xffffffffffffffff\n"
            + "net_send from=\"card 0\" to=\"net\\x220\\x0a\" bytes=-1 taken=1\n"
            + "block_flush drive=\"\"\n",
            text.ToString());
    }

    [Fact]
    public void Only_events_that_are_enabled_are_written()
    {
        EventTrace.Configure(text, isStamped: false);
        Assert.False(EventTrace.IsOn);
        EventTrace.Enable(EventTrace.Find("block_*"), isEnabled: true);
        EventTrace.Enable(EventTrace.Find("block_flus?"), isEnabled: false);
        Assert.True(EventTrace.IsOn);
        TraceEvents.BlockFlush.Write("d");
        TraceEvents.FileFlush.Write("f");
        TraceEvents.BlockRead.Write("d", 512L, 1024L);
        Assert.Equal("block_read drive=d offset=512 bytes=1024\n", text.ToString());
        EventTrace.Enable(EventTrace.Find("block_*"), isEnabled: false);
        Assert.False(EventTrace.IsOn);
    }

    [Fact]
    public void Lines_go_where_the_log_goes_unless_they_have_a_file_though_nothing_else_is_logged()
    {
        Log.Configure(LogItems.None, text);
        EventTrace.Enable(EventTrace.Find("net_link"), isEnabled: true);
        TraceEvents.NetLink.Write("n", false);
        Assert.Equal($"net_link id=n up=0{text.NewLine}", text.ToString());
    }

    [Fact]
    public void A_stamped_line_begins_with_the_thread_and_the_time()
    {
        EventTrace.Configure(text, isStamped: true);
        EventTrace.Enable(EventTrace.Find("net_link"), isEnabled: true);
        DateTimeOffset before = DateTimeOffset.UtcNow;
        TraceEvents.NetLink.Write("n", true);
        string[] parts = text.ToString().Split('@', ':');
        Assert.Equal("net_link id=n up=1\n", parts[2]);
        Assert.True(int.Parse(parts[0], CultureInfo.InvariantCulture) > 0);
        Assert.True(decimal.Parse(parts[1], CultureInfo.InvariantCulture) >= before.ToUnixTimeSeconds());
    }

    [Fact]
    public void An_access_to_a_device_is_traced_and_allocates_nothing_while_nothing_is()
    {
        EventTrace.Configure(text, isStamped: false);
        using AddressMap map = new();
        LatchDevice device = new(0x100);
        map.AddDevice(new PhysicalAddress(0x1000), device);
        Access();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++) Access();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal("", text.ToString());
        EventTrace.Enable(EventTrace.Find("device_*"), isEnabled: true);
        Access();
        Assert.Equal(
            "device_write device=latch offset=0x8 size=4 value=0x2a\ndevice_read device=latch offset=0x8 size=4 value=0x2a\n",
            text.ToString());

        void Access()
        {
            map.Write(new PhysicalAddress(0x1008), 4, 42);
            map.Read(new PhysicalAddress(0x1008), 4, out _);
        }
    }

    [Fact]
    public void Names_of_events_are_words_in_lower_case_and_there_once()
    {
        Assert.Equal(TraceEvents.All.Count, TraceEvents.All.Select(each => each.Name).Distinct().Count());
        Assert.All(TraceEvents.All, each => Assert.Matches("^[a-z][a-z0-9_]*$", each.Name));
        Assert.All(TraceEvents.All, each => Assert.All(each.Parameters, name => Assert.Matches("^[a-z]+$", name)));
    }
}
