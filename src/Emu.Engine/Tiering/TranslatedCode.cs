using System.Runtime.InteropServices;
using Emu.Engine.Cpus;
using Emu.Isa;

namespace Emu.Engine.Tiering;

/// <summary>The way into translated code, and the functions that it calls.</summary>
/// <remarks>
/// Invariants of the unsafe code: the table of helpers is never freed; <c>CpuState.Engine</c> is a handle of the
/// CPU's runner for as long as
/// the CPU may run.
/// </remarks>
internal static unsafe partial class TranslatedCode
{
    private static readonly HelperTable* helpers = MakeHelpers();

    /// <summary>What stands in the jump cache for code that is not translated: it leaves to the engine.</summary>
    public static void* Stub { get; } = UntranslatedStub();

    /// <summary>Makes a runner known to the helpers.</summary>
    public static GCHandle Connect(CpuRunner runner, CpuState* state)
    {
        GCHandle handle = GCHandle.Alloc(runner);
        state->Helpers = helpers;
        state->Engine = GCHandle.ToIntPtr(handle);
        return handle;
    }

    /// <summary>Runs translated code from <c>State->Pc</c> until it leaves; <c>State->Pc</c> is then where execution
    /// goes on.</summary>
    [LibraryImport("emunative", EntryPoint = "emu_run_translated")]
    public static partial void Run(CpuState* state, void* code);

    [LibraryImport("emunative", EntryPoint = "emu_untranslated_stub")]
    private static partial void* UntranslatedStub();

    [LibraryImport("emunative", EntryPoint = "emu_init_helpers")]
    private static partial void InitializeHelpers(HelperTable* table);

    private static HelperTable* MakeHelpers()
    {
        var table = (HelperTable*)NativeMemory.AllocZeroed((nuint)sizeof(HelperTable));
        table->Fill = &Fill;
        table->Csr = &Csr;
        table->Float = &Float;
        table->ZeroBlock = &ZeroBlock;
        table->Fence = &Fence;
        InitializeHelpers(table);
        return table;
    }

    /// <summary>The native functions that translated code calls, in the order of <c>HelperId</c>, then the managed ones
    /// behind them.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct HelperTable
    {
        public fixed ulong Native[5];
        public delegate* unmanaged<CpuState*, ulong, uint, byte*> Fill;
        public delegate* unmanaged<CpuState*, ulong, uint, uint, uint> Csr;
        public delegate* unmanaged<CpuState*, uint, ulong, ulong, ulong, ulong> Float;
        public delegate* unmanaged<CpuState*, ulong, uint> ZeroBlock;
        public delegate* unmanaged<CpuState*, uint, uint, uint> Fence;
    }
}
