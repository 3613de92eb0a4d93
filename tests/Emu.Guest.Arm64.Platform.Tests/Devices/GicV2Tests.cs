using CsCheck;
using Emu.Core.Memory;
using Emu.Guest.Arm64.Devices;

namespace Emu.Guest.Arm64.Platform.Tests.Devices;

public sealed class GicV2Tests
{
    private const uint Nobody = 1023;

    private readonly GicGuest gic = new(cpus: 2);

    [Fact]
    public void It_says_how_many_interrupts_and_cpus_there_are()
    {
        Assert.Equal(2u | 1 << 5, gic.Distributor(0x004));
        Assert.Equal(0x2bu, gic.Distributor(0xfe8));
    }

    [Fact]
    public void A_device_interrupts_the_cpus_it_is_for_until_one_takes_it()
    {
        gic.Open();
        gic.Enable(40, target: 0b11);
        gic.Gic.SetLevel(8, true);
        Assert.True(gic.Irq(0) && gic.Irq(1));
        Assert.Equal(40u, gic.Acknowledge(1));
        Assert.False(gic.Irq(0) || gic.Irq(1));
        Assert.Equal(Nobody, gic.Acknowledge(0));
        gic.End(1, 40);
        // The line is still high.
        Assert.True(gic.Irq(0));
        gic.Gic.SetLevel(8, false);
        Assert.False(gic.Irq(0));
    }

    [Fact]
    public void An_edge_is_remembered_and_counts_once()
    {
        gic.Open();
        gic.Enable(40, target: 1);
        gic.SetDistributor(0xc08, 2u << (2 * (40 % 16)));
        gic.Gic.SetLevel(8, true);
        gic.Gic.SetLevel(8, false);
        Assert.Equal(40u, gic.Acknowledge(0));
        gic.End(0, 40);
        Assert.False(gic.Irq(0));
    }

    [Fact]
    public void A_cpu_hears_who_sent_it_an_interrupt_one_sender_at_a_time()
    {
        gic.Open();
        gic.Accessing = 1;
        gic.SetDistributor(0xf00, 1u << 16 | 5);
        gic.Accessing = 0;
        gic.SetDistributor(0xf00, 2u << 24 | 5);
        Assert.Equal(5u, gic.Acknowledge(0));
        Assert.Equal(Nobody, gic.Acknowledge(0));
        gic.End(0, 5);
        Assert.Equal(5u | 1 << 10, gic.Acknowledge(0));
        gic.End(0, 5 | 1 << 10);
        Assert.False(gic.Irq(0));
    }

    [Fact]
    public void All_others_hear_what_is_sent_to_them()
    {
        GicGuest four = new(cpus: 4);
        four.Open();
        four.Accessing = 2;
        four.SetDistributor(0xf00, 1u << 24 | 1);
        Assert.Equal([true, true, false, true], Enumerable.Range(0, 4).Select(four.Irq));
    }

    [Fact]
    public void Private_inputs_are_each_cpus_own()
    {
        gic.Open();
        gic.Accessing = 1;
        gic.SetDistributor(0x100, 1u << 27);
        gic.Gic.PrivateInput(0, 27).Set(true);
        gic.Gic.PrivateInput(1, 27).Set(true);
        Assert.Equal([false, true], Enumerable.Range(0, 2).Select(gic.Irq));
    }

    [Fact]
    public void The_more_important_interrupt_comes_first_and_interrupts_the_other_one()
    {
        gic.Open();
        gic.Enable(40, target: 1, priority: 0xa0);
        gic.Enable(41, target: 1, priority: 0x20);
        gic.Gic.SetLevel(8, true);
        Assert.Equal(40u, gic.Acknowledge(0));
        Assert.Equal(0xa0u, gic.Interface(0, 0x14));
        gic.Gic.SetLevel(9, true);
        Assert.True(gic.Irq(0));
        Assert.Equal(41u, gic.Acknowledge(0));
        gic.End(0, 41);
        Assert.Equal(0xa0u, gic.Interface(0, 0x14));
        gic.End(0, 40);
        Assert.Equal(0xffu, gic.Interface(0, 0x14));
    }

    [Fact]
    public void A_priority_within_the_running_group_waits()
    {
        gic.Open();
        gic.SetInterface(0, 0x08, 6);
        gic.Enable(40, target: 1, priority: 0x70);
        gic.Enable(41, target: 1, priority: 0x10);
        gic.Gic.SetLevel(8, true);
        gic.Acknowledge(0);
        gic.Gic.SetLevel(9, true);
        Assert.False(gic.Irq(0));
        Assert.Equal(41u, gic.Interface(0, 0x18));
    }

    [Fact]
    public void The_mask_keeps_priorities_from_the_cpu()
    {
        gic.Open();
        gic.SetInterface(0, 0x04, 0x80);
        gic.Enable(40, target: 1, priority: 0x80);
        gic.Gic.SetLevel(8, true);
        Assert.False(gic.Irq(0));
        gic.SetInterface(0, 0x04, 0x81);
        Assert.True(gic.Irq(0));
    }

    [Fact]
    public void In_two_steps_the_first_one_drops_the_priority_alone()
    {
        gic.Open();
        gic.SetInterface(0, 0x00, 1 | 1 << 9);
        gic.Enable(40, target: 1);
        gic.Gic.SetLevel(8, true);
        gic.Acknowledge(0);
        gic.End(0, 40);
        Assert.Equal((0xffu, 1u << 8), (gic.Interface(0, 0x14), gic.Distributor(0x304)));
        gic.SetInterface(0, 0x1000, 40);
        Assert.Equal(0u, gic.Distributor(0x304));
    }

    [Fact]
    public void Group_1_is_taken_by_its_own_register_and_group_0_can_be_a_fast_interrupt()
    {
        gic.Open();
        gic.SetDistributor(0x000, 3);
        gic.SetInterface(0, 0x00, 3 | 1 << 3);
        gic.Enable(40, target: 1);
        gic.Enable(41, target: 1);
        gic.SetDistributor(0x084, 1u << 8);
        gic.Gic.SetLevel(8, true);
        Assert.True(gic.Irq(0));
        Assert.Equal(1022u, gic.Acknowledge(0));
        Assert.Equal(40u, gic.Interface(0, 0x20));
        gic.SetInterface(0, 0x24, 40);
        gic.Gic.SetLevel(8, false);
        gic.Gic.SetLevel(9, true);
        Assert.True(gic.Fiq(0) && !gic.Irq(0));
    }

    [Fact]
    public void Software_makes_interrupts_pending_and_takes_them_back()
    {
        gic.Open();
        gic.Enable(40, target: 1);
        gic.SetDistributor(0x204, 1u << 8);
        Assert.True(gic.Irq(0));
        gic.SetDistributor(0x284, 1u << 8);
        Assert.False(gic.Irq(0));
    }

    [Fact]
    public void A_single_cpu_has_no_targets()
    {
        GicGuest one = new(cpus: 1);
        one.Open();
        one.Enable(40, target: 0);
        Assert.Equal(0u, one.Distributor(0x828));
        one.Gic.SetLevel(8, true);
        Assert.True(one.Irq(0));
    }

    [Fact]
    public void A_reset_forgets_the_guests_settings_but_not_the_lines()
    {
        gic.Open();
        gic.Enable(40, target: 1);
        gic.Gic.SetLevel(8, true);
        gic.Acknowledge(0);
        gic.Gic.Reset();
        Assert.False(gic.Irq(0));
        Assert.Equal(1u << 8, gic.Distributor(0x204));
        gic.Open();
        gic.Enable(40, target: 1);
        Assert.Equal(40u, gic.Acknowledge(0));
    }

    [Fact]
    public void A_message_is_an_edge_at_the_input_that_it_names()
    {
        GicV2mFrame frame = new(new PhysicalAddress(0x802_0000), [.. Enumerable.Range(8, 4).Select(input => new Emu.Core.Interrupts.InterruptLine(gic.Gic, input))]);
        Assert.Equal(40u << 16 | 4, (uint)frame.Read(0x008, 4));
        gic.Open();
        gic.Enable(41, target: 1);
        gic.SetDistributor(0xc08, 2u << (2 * (41 % 16)));
        Assert.False(frame.Send(0x802_0044, 41));
        Assert.False(gic.Irq(0));
        Assert.True(frame.Send(0x802_0040, 41));
        Assert.Equal(41u, gic.Acknowledge(0));
        gic.End(0, 41);
        frame.Write(0x040, 4, 41);
        frame.Write(0x040, 4, 44);
        Assert.Equal(41u, gic.Acknowledge(0));
    }

    /// <summary>Random operations against a model that is written from the specification with one record an interrupt.</summary>
    [Fact]
    public void The_controller_behaves_as_its_model() =>
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 1], Gen.Int[0, 63], Gen.Int[0, 255]).Array[0, 250].Sample(
            steps =>
            {
                GicGuest device = new(cpus: 2);
                GicModel model = new(cpus: 2, interrupts: 96);
                device.Open();
                foreach ((int action, int cpu, int which, int value) in steps)
                {
                    int shared = 32 + which;
                    uint bit = 1u << (shared % 32);
                    ulong word = (ulong)(shared / 32) * 4;
                    device.Accessing = cpu;
                    switch (action)
                    {
                        case 0 or 1:
                            device.Gic.SetLevel(which, (value & 1) != 0);
                            model.SetLevel(shared, (value & 1) != 0);
                            break;
                        case 2:
                            device.SetDistributor(((value & 1) != 0 ? 0x100u : 0x180) + word, bit);
                            model.Enabled[shared] = (value & 1) != 0;
                            break;
                        case 3:
                            device.Gic.Write(0x400 + (ulong)shared, 1, (uint)value);
                            model.Priority[shared] = value;
                            break;
                        case 4:
                            device.Gic.Write(0x800 + (ulong)shared, 1, (uint)value);
                            model.Targets[shared] = value & 3;
                            break;
                        case 5:
                            ulong configuration = 0xc00 + ((ulong)(shared / 16) * 4);
                            uint mask = 2u << (2 * (shared % 16));
                            uint old = device.Distributor(configuration);
                            device.SetDistributor(configuration, (value & 1) != 0 ? old | mask : old & ~mask);
                            model.IsEdge[shared] = (value & 1) != 0;
                            break;
                        case 6:
                            device.SetDistributor(0xf00, (uint)((value & 3) << 16 | which % 16));
                            model.Send(cpu, which % 16, value & 3);
                            break;
                        case 7:
                            device.SetDistributor(((value & 1) != 0 ? 0x200u : 0x280) + word, bit);
                            model.Latched[shared] = (value & 1) != 0;
                            break;
                        case 8:
                            Assert.Equal(model.Acknowledge(cpu), device.Acknowledge(cpu));
                            break;
                        default:
                            if (model.Running(cpu) is { } served)
                            {
                                device.End(cpu, served);
                                model.End(cpu);
                            }

                            break;
                    }

                    for (int i = 0; i < 2; i++) Assert.Equal(model.IsInterrupted(i), device.Irq(i));
                }
            },
            iter: 2000);
}
