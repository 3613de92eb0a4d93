using CsCheck;
using Emu.Devices.Tests;
using Emu.Guest.RiscV.Devices;

namespace Emu.Guest.RiscV.Platform.Tests.Devices;

public sealed class PlicTests
{
    private const int Sources = 95;

    private readonly RecordingLines lines = new();
    private readonly Plic plic;

    public PlicTests() => plic = NewPlic(lines);

    [Fact]
    public void An_enabled_source_above_the_threshold_interrupts_its_context_until_claimed()
    {
        Enable(context: 1, source: 10, priority: 1);
        plic.SetLevel(10, true);
        Assert.True(lines[1]);
        Assert.False(lines[0]);
        Assert.Equal(10u, Claim(1));
        Assert.False(lines[1]);
        Assert.Equal(0u, Claim(1));
    }

    [Fact]
    public void A_source_of_priority_zero_never_interrupts()
    {
        Enable(0, 3, priority: 0);
        plic.SetLevel(3, true);
        Assert.False(lines[0]);
        Assert.Equal(0u, Claim(0));
    }

    [Fact]
    public void The_threshold_masks_the_interrupt_but_not_a_claim()
    {
        Enable(0, 3, priority: 2);
        Write(0x20_0000, 2);
        plic.SetLevel(3, true);
        Assert.False(lines[0]);
        Assert.Equal(3u, Claim(0));
    }

    [Fact]
    public void The_highest_priority_is_claimed_first_and_the_lowest_number_among_equals()
    {
        Enable(0, 40, priority: 3);
        Enable(0, 7, priority: 3);
        Enable(0, 1, priority: 2);
        foreach (int source in (int[])[1, 40, 7]) plic.SetLevel(source, true);
        Assert.Equal([7u, 40u, 1u, 0u], new[] { Claim(0), Claim(0), Claim(0), Claim(0) });
    }

    [Fact]
    public void A_line_that_is_still_high_after_its_service_interrupts_again()
    {
        Enable(0, 5, priority: 1);
        plic.SetLevel(5, true);
        Claim(0);
        Complete(0, 5);
        Assert.True(lines[0]);
        Claim(0);
        plic.SetLevel(5, false);
        Complete(0, 5);
        Assert.False(lines[0]);
    }

    [Fact]
    public void A_request_stays_pending_when_its_line_falls()
    {
        Enable(0, 5, priority: 1);
        plic.SetLevel(5, true);
        plic.SetLevel(5, false);
        Assert.Equal(1u << 5, Read(0x1000));
        Assert.Equal(5u, Claim(0));
        Complete(0, 5);
        Assert.False(lines[0]);
    }

    [Fact]
    public void A_completion_of_a_source_that_is_not_enabled_is_ignored()
    {
        Enable(0, 5, priority: 1);
        plic.SetLevel(5, true);
        Claim(0);
        Complete(1, 5);
        Assert.False(lines[0]);
        Complete(0, 5);
        Assert.True(lines[0]);
    }

    [Fact]
    public void Two_contexts_do_not_get_the_same_request()
    {
        Enable(0, 5, priority: 1);
        Enable(1, 5, priority: 1);
        plic.SetLevel(5, true);
        Assert.True(lines[0] && lines[1]);
        Assert.Equal(5u, Claim(1));
        Assert.False(lines[0] || lines[1]);
        Assert.Equal(0u, Claim(0));
    }

    [Fact]
    public void Only_bits_of_sources_that_exist_can_be_enabled()
    {
        for (ulong word = 0; word < 32; word++) Write(0x2000 + (word * 4), ~0u);
        Assert.Equal(~1u, Read(0x2000));
        Assert.Equal(~0u, Read(0x2004));
        Assert.Equal(~0u, Read(0x2008));
        Assert.Equal(0u, Read(0x200c));
    }

    [Fact]
    public void Priorities_and_thresholds_are_three_bits_wide()
    {
        Write(4, 0xff);
        Write(0x20_1000, 0xff);
        Assert.Equal(7u, Read(4));
        Assert.Equal(7u, Read(0x20_1000));
        Write(0, 1);
        Assert.Equal(0u, Read(0));
    }

    [Fact]
    public void A_reset_forgets_the_guests_settings_but_not_the_lines()
    {
        Enable(0, 5, priority: 1);
        plic.SetLevel(5, true);
        Claim(0);
        plic.Reset();
        Assert.False(lines[0]);
        Assert.Equal(1u << 5, Read(0x1000));
        Enable(0, 5, priority: 1);
        Assert.True(lines[0]);
    }

    /// <summary>
    /// Random operations against a model that is written from the specification with one record a source.
    /// </summary>
    [Fact]
    public void The_controller_behaves_as_its_model()
    {
        Gen.Select(Gen.Int[0, 6], Gen.Int[0, 3], Gen.Int[1, 40], Gen.Int[0, 7]).Array[0, 300].Sample(steps =>
        {
            RecordingLines outputs = new();
            Plic device = NewPlic(outputs);
            PlicModel model = new(contexts: 4, sources: Sources);
            foreach ((int action, int context, int source, int value) in steps)
            {
                switch (action)
                {
                    case 0:
                    case 1:
                        device.SetLevel(source, (value & 1) != 0);
                        model.SetLevel(source, (value & 1) != 0);
                        break;
                    case 2:
                        device.Write((ulong)source * 4, 4, (ulong)value);
                        model.Priority[source] = value;
                        break;
                    case 3:
                        ulong word = 0x2000 + ((ulong)context * 0x80) + ((ulong)source / 32 * 4);
                        device.Write(word, 4, device.Read(word, 4) ^ (1u << (source % 32)));
                        model.Enabled[context, source] ^= true;
                        break;
                    case 4:
                        device.Write(0x20_0000 + ((ulong)context * 0x1000), 4, (ulong)value);
                        model.Threshold[context] = value;
                        break;
                    case 5:
                        ulong claimed = device.Read(0x20_0004 + ((ulong)context * 0x1000), 4);
                        Assert.Equal((ulong)model.Claim(context), claimed);
                        break;
                    default:
                        device.Write(0x20_0004 + ((ulong)context * 0x1000), 4, (ulong)source);
                        model.Complete(context, source);
                        break;
                }

                for (int i = 0; i < 4; i++) Assert.Equal(model.IsInterrupted(i), outputs[i]);
                for (int i = 0; i <= Sources; i++)
                {
                    ulong pending = device.Read(0x1000 + ((ulong)i / 32 * 4), 4);
                    Assert.Equal(model.Pending[i], ((pending >> (i % 32)) & 1) != 0);
                }
            }
        });
    }

    private static Plic NewPlic(RecordingLines outputs) =>
        new(Sources, [outputs.Line(0), outputs.Line(1), outputs.Line(2), outputs.Line(3)]);

    private uint Read(ulong offset) => (uint)plic.Read(offset, 4);

    private void Write(ulong offset, uint value) => plic.Write(offset, 4, value);

    private void Enable(int context, int source, uint priority)
    {
        Write((ulong)source * 4, priority);
        ulong word = 0x2000 + ((ulong)context * 0x80) + ((ulong)source / 32 * 4);
        Write(word, Read(word) | (1u << (source % 32)));
    }

    private uint Claim(int context) => Read(0x20_0004 + ((ulong)context * 0x1000));

    private void Complete(int context, uint source) => Write(0x20_0004 + ((ulong)context * 0x1000), source);
}
