using System.Text;
using System.Text.Json;
using Emu.Core.Interrupts;
using Emu.Core.Time;
using Emu.Guest.RiscV.Devices;
using Emu.Model.Descriptors;
using Emu.Model.State;

namespace Emu.Guest.RiscV.Platform.Tests.Devices;

/// <summary>The devices of the board, saved and loaded.</summary>
public class DeviceStateTests
{
    [Fact]
    public void A_plic_that_is_loaded_drives_its_outputs_as_the_saved_one_did()
    {
        (Plic saved, bool[] before) = MakePlic();
        saved.Write(4, 4, 7); // priority of source 1
        saved.Write(0x2000, 4, 2); // enabled for context 0
        saved.SetLevel(1, true);
        Assert.True(before[0]);
        (Plic loaded, bool[] after) = MakePlic();
        Load(Plic.ModelMembers.State, loaded, Save(Plic.ModelMembers.State, saved));
        Assert.True(after[0]);
        Assert.Equal(1u, loaded.Read(0x20_0004, 4));
        Assert.False(after[0]);
    }

    [Fact]
    public void A_clint_that_is_loaded_has_the_time_and_the_timers_of_the_saved_one()
    {
        using EventLoop loop = new(new MachineClock()), other = new(new MachineClock());
        (Clint saved, _) = MakeClint(loop);
        saved.Write(0xbff8, 8, 1UL << 40);
        saved.Write(0x4000, 8, 1UL << 39);
        saved.Write(0, 4, 1);
        (Clint loaded, bool[] lines) = MakeClint(other);
        Load(Clint.ModelMembers.State, loaded, Save(Clint.ModelMembers.State, saved));
        Assert.True(lines[0] && lines[1]);
        Assert.InRange(loaded.Read(0xbff8, 8), 1UL << 40, (1UL << 40) + (1UL << 36));
        Assert.Equal(1UL << 39, loaded.Read(0x4000, 8));
    }

    private static (Plic Plic, bool[] Lines) MakePlic()
    {
        Lines lines = new();
        return (new Plic(31, [new InterruptLine(lines, 0), new InterruptLine(lines, 1)]), lines.Levels);
    }

    private static (Clint Clint, bool[] Lines) MakeClint(EventLoop loop)
    {
        Lines lines = new();
        return (new Clint(loop, [(new InterruptLine(lines, 0), new InterruptLine(lines, 1))]), lines.Levels);
    }

    private static string Save(IReadOnlyList<StateDescriptor> members, object device)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream)) StateFormat.Save(members, device, writer);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Load(IReadOnlyList<StateDescriptor> members, object device, string saved)
    {
        using JsonDocument document = JsonDocument.Parse(saved);
        StateFormat.Load(members, device, document.RootElement);
    }

    private sealed class Lines : IInterruptSink
    {
        public bool[] Levels { get; } = new bool[2];

        public void SetLevel(int input, bool asserted) => Levels[input] = asserted;
    }
}
