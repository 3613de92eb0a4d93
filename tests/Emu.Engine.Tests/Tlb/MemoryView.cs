using Emu.Testing;

namespace Emu.Engine.Tests.Tlb;

/// <summary>The ways to access paged memory, which the TLB keeps apart.</summary>
internal enum MemoryView
{
    User,
    Supervisor,
    SupervisorWithSum,
}

/// <summary>Facts about views.</summary>
internal static class MemoryViews
{
    /// <summary>Flags of a page that can be accessed that way.</summary>
    public static ulong Flags(this MemoryView view)
    {
        const ulong Common =
            PageTableBuilder.V | PageTableBuilder.R | PageTableBuilder.W | PageTableBuilder.A | PageTableBuilder.D;
        return view == MemoryView.Supervisor ? Common : Common | PageTableBuilder.U;
    }
}
