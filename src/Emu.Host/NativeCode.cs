using System.Runtime.InteropServices;

namespace Emu.Host;

/// <summary>The way into translated code and out of it: <c>native/translated.c</c>.</summary>
/// <remarks>Invariant of the unsafe code: registers are a CPU's, with a <c>CpuState</c> below them whose tables are set up,
/// used by the calling thread alone; code is a region, or the stub, that was made for this layout of the state.</remarks>
internal static unsafe partial class NativeCode
{
    /// <summary>Runs translated code from the state's pc until it leaves; the state's pc is then where execution goes
    /// on.</summary>
    [LibraryImport("emunative", EntryPoint = "emu_run_translated")]
    public static partial void Run(void* registers, void* code);

    /// <summary>What stands in the jump cache for code that is not translated: it leaves at once.</summary>
    [LibraryImport("emunative", EntryPoint = "emu_untranslated_stub")]
    public static partial void* UntranslatedStub();

    /// <summary>Offset in bytes from a CPU's first register of a field of <c>CpuState</c>, in the order of its
    /// declaration from <c>Pc</c> on; 0 when there are no more.</summary>
    [LibraryImport("emunative", EntryPoint = "emu_cpu_state_offset")]
    public static partial int StateOffset(uint field);

    /// <summary>Stores 16 bytes, at an address that is aligned to them, where they are what is expected, in one atomic access;
    /// what was there is expected then. Each value is two numbers, the lower half first.</summary>
    /// <returns>0 when it did not store.</returns>
    [LibraryImport("emunative", EntryPoint = "emu_compare_exchange_16")]
    public static partial int CompareExchange(void* place, ulong* expected, ulong* value);

    /// <summary>Fills in the native half of a table of helpers, whose managed half the caller has written.</summary>
    [LibraryImport("emunative", EntryPoint = "emu_init_helpers")]
    public static partial void InitializeHelpers(void* table);
}
