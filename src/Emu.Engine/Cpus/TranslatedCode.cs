using System.Runtime.InteropServices;
using Emu.Host;
using Emu.Isa;

namespace Emu.Engine.Cpus;

/// <summary>The functions that translated code calls, and how they find a CPU's runner.</summary>
/// <remarks>
/// Invariants of the unsafe code: the table of helpers is never freed; <c>CpuState.Engine</c> is a handle of the CPU's
/// runner for as long as the CPU may run.
/// </remarks>
internal static unsafe partial class TranslatedCode
{
    private static readonly HelperTable* helpers = MakeHelpers();

    /// <summary>Makes a runner known to the helpers.</summary>
    public static GCHandle Connect(CpuRunner runner, CpuState* state)
    {
        GCHandle handle = GCHandle.Alloc(runner);
        state->Helpers = helpers;
        state->Engine = GCHandle.ToIntPtr(handle);
        return handle;
    }

    private static HelperTable* MakeHelpers()
    {
        var table = (HelperTable*)NativeMemory.AllocZeroed((nuint)sizeof(HelperTable));
        table->Fill = &Fill;
        table->System = &System;
        table->Float = &Float;
        table->ZeroBlock = &ZeroBlock;
        table->Vector = &Vector;
        table->Compute = &ComputeForGuest;
        NativeCode.InitializeHelpers(table);
        return table;
    }

    /// <summary>The native functions that translated code calls, in the order of <c>HelperId</c>, then the managed ones
    /// behind them.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct HelperTable
    {
        public fixed ulong Native[6];
        public delegate* unmanaged<void*, ulong, uint, ulong, byte*> Fill;
        public delegate* unmanaged<void*, ulong, ulong, uint, uint, uint> System;
        public delegate* unmanaged<void*, uint, ulong, ulong, ulong, ulong> Float;
        public delegate* unmanaged<void*, ulong, uint> ZeroBlock;
        public delegate* unmanaged<void*, uint, ulong, void> Vector;
        public delegate* unmanaged<void*, uint, ulong, ulong, ulong, ulong> Compute;
    }
}
