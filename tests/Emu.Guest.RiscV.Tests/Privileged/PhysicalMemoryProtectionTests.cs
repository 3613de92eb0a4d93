using CsCheck;
using Emu.Core.Memory;
using Emu.Guest.RiscV.Privileged;
using Emu.Isa;

namespace Emu.Guest.RiscV.Tests.Privileged;

public sealed class PhysicalMemoryProtectionTests : IDisposable
{
    private const ulong Page = 0x8000_4000;
    private const int Read = 1, Write = 2, Execute = 4;
    private const int TopOfRange = 1 << 3, Aligned4 = 2 << 3, PowerOfTwo = 3 << 3, Lock = 0x80;

    private readonly TestHart hart = new();

    public void Dispose() => hart.Dispose();

    [Fact]
    public void Without_a_rule_only_machine_mode_has_access()
    {
        Assert.True(Allows(Page, 8, AccessKind.Load));
        hart.Enter(PrivilegeMode.Supervisor);
        Assert.False(Allows(Page, 8, AccessKind.Load));
    }

    [Fact]
    public void Without_the_unit_every_mode_has_access()
    {
        using TestHart open = new(new IsaOptions { PmpRegions = 0 });
        open.Enter(PrivilegeMode.User);
        Assert.True(open.Hart.CheckPhysicalAccess(new PhysicalAddress(Page), 8, AccessKind.Store));
    }

    [Fact]
    public void An_access_that_a_rule_matches_in_part_fails()
    {
        hart[Csr.PmpAddr0] = Page >> 2;
        hart[Csr.PmpAddr0 + 1] = ~0UL;
        hart[Csr.PmpCfg0] = (Aligned4 | Read) | (ulong)(PowerOfTwo | Read) << 8;
        hart.Enter(PrivilegeMode.User);
        Assert.True(Allows(Page, 4, AccessKind.Load));
        Assert.False(Allows(Page, 8, AccessKind.Load));
        Assert.True(Allows(Page + 8, 8, AccessKind.Load));
        Assert.False(Allows(Page, 4, AccessKind.Store));
    }

    [Fact]
    public void A_locked_rule_binds_machine_mode_and_keeps_itself()
    {
        hart[Csr.PmpAddr0] = Page >> 2;
        hart[Csr.PmpAddr0 + 1] = (Page + 4096) >> 2;
        hart[Csr.PmpCfg0] = (ulong)(TopOfRange | Lock | Read) << 8;
        Assert.False(Allows(Page, 8, AccessKind.Store));
        Assert.True(Allows(Page, 8, AccessKind.Load));
        hart[Csr.PmpCfg0] = 0;
        hart[Csr.PmpAddr0] = 0;
        hart[Csr.PmpAddr0 + 1] = 0;
        Assert.Equal((ulong)(TopOfRange | Lock | Read) << 8, hart[Csr.PmpCfg0]);
        Assert.Equal((Page >> 2, (Page + 4096) >> 2), (hart[Csr.PmpAddr0], hart[Csr.PmpAddr0 + 1]));
    }

    [Fact]
    public void Registers_keep_only_what_exists()
    {
        hart[Csr.PmpAddr0] = ~0UL;
        hart[Csr.PmpCfg0] = 0x62;
        Assert.Equal(((1UL << 54) - 1, 0UL), (hart[Csr.PmpAddr0], hart[Csr.PmpCfg0]));
        Assert.True(hart.CanRead(Csr.PmpCfg0 + 2) && hart.CanRead(Csr.PmpAddr0 + 15));
        Assert.False(hart.CanRead(Csr.PmpCfg0 + 1) || hart.CanRead(Csr.PmpCfg0 + 4) || hart.CanRead(Csr.PmpAddr0 + 16));
    }

    [Fact]
    public void A_changed_rule_flushes_cached_translations()
    {
        int flushes = hart.Engine.Flushes;
        hart.OpenMemory();
        int after = hart.Engine.Flushes;
        Assert.True(after > flushes);
        hart.OpenMemory();
        Assert.Equal(after, hart.Engine.Flushes);
    }

    [Fact]
    public void A_page_under_several_rules_is_not_cached()
    {
        hart[Csr.PmpAddr0] = (Page + 16) >> 2;
        hart[Csr.PmpAddr0 + 1] = ~0UL;
        hart[Csr.PmpCfg0] = (Aligned4 | Read) | (ulong)(PowerOfTwo | Read | Write | Execute) << 8;
        hart.Enter(PrivilegeMode.Supervisor);
        Assert.True(hart.Hart.Translate(new VirtualAddress(Page), AccessKind.Store, out Translation mixed));
        Assert.Equal((false, false, false), (mixed.Cacheable, mixed.Readable, mixed.Writable));
        Assert.True(hart.Hart.Translate(new VirtualAddress(Page + 4096), AccessKind.Store, out Translation plain));
        Assert.Equal((true, true, true), (plain.Cacheable, plain.Readable, plain.Writable));
        Assert.False(hart.Hart.Translate(new VirtualAddress(Page + 16), AccessKind.Store, out _));
        Assert.Equal(((ulong)ExceptionCause.StoreAccessFault, Page + 16), (hart[Csr.MCause], hart[Csr.MTVal]));
    }

    [Fact]
    public void Any_configuration_decides_as_the_specification_says() =>
        Gen.Select(
            GenEntries,
            Gen.Select(GenAddress, Gen.Int[0, 3], Gen.Enum<AccessKind>(), Gen.Enum<PrivilegeMode>()).Array[20]).Sample(
            (entries, accesses) =>
            {
                using TestHart fresh = new();
                NaiveProtection model = Configure(fresh, entries);
                foreach ((ulong address, int size, AccessKind kind, PrivilegeMode mode) in accesses)
                {
                    if (mode != PrivilegeMode.Machine) fresh.Enter(mode);
                    ulong start = address << 2;
                    Assert.Equal(
                        model.Allows(start, 1UL << size, kind, mode),
                        fresh.Hart.CheckPhysicalAccess(new PhysicalAddress(start), 1UL << size, kind));
                    fresh.ReturnToMachine();
                }
            },
            iter: 500);

    [Fact]
    public void A_page_that_may_be_cached_is_ruled_alike_throughout() =>
        Gen.Select(GenEntries, GenAddress.Array[8], Gen.Enum<PrivilegeMode>()).Sample(
            (entries, addresses, mode) =>
            {
                using TestHart fresh = new();
                NaiveProtection model = Configure(fresh, entries);
                foreach (ulong address in addresses)
                {
                    if (mode != PrivilegeMode.Machine) fresh.Enter(mode);
                    ulong page = address << 2 & ~4095UL;
                    bool mapped = fresh.Hart.Translate(new VirtualAddress(page), AccessKind.Load, out Translation seen);
                    fresh.ReturnToMachine();
                    Assert.Equal(model.Allows(page, 1, AccessKind.Load, mode), mapped);
                    if (!mapped || !seen.Cacheable) continue;
                    for (ulong word = page; word < page + 4096; word += 4)
                    {
                        Assert.Equal(seen.Readable, model.Allows(word, 4, AccessKind.Load, mode));
                        Assert.Equal(seen.Writable, model.Allows(word, 4, AccessKind.Store, mode));
                    }
                }
            },
            iter: 100);

    private static NaiveProtection Configure(TestHart fresh, (int Configuration, ulong Address)[] entries)
    {
        NaiveProtection model = new();
        for (int i = 0; i < 16; i++) model.WriteAddress(i, fresh[Csr.PmpAddr0 + i] = entries[i].Address);
        for (int group = 0; group < 2; group++)
        {
            ulong value = 0;
            for (int i = 7; i >= 0; i--) value = value << 8 | (uint)entries[(group * 8) + i].Configuration;
            fresh[Csr.PmpCfg0 + (2 * group)] = value;
        }

        for (int i = 0; i < 16; i++) model.WriteConfiguration(i, (byte)entries[i].Configuration);
        return model;
    }

    /// <summary>Address registers that meet: around one page, with runs of ones below.</summary>
    private static readonly Gen<ulong> GenAddress = Gen.Select(Gen.Int[0, 40], Gen.Int[0, 12], Gen.Int[0, 15]).Select(
        (word, ones, special) => special switch
        {
            0 => (1UL << 54) - 1,
            1 => 0UL,
            _ => ((Page >> 2) + (ulong)word) | ((1UL << ones) - 1),
        });

    private static readonly Gen<(int Configuration, ulong Address)[]> GenEntries =
        Gen.Select(Gen.Int[0, 255], GenAddress).Array[16];

    private bool Allows(ulong address, ulong length, AccessKind kind) =>
        hart.Hart.CheckPhysicalAccess(new PhysicalAddress(address), length, kind);
}
