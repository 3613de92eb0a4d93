using System.Runtime.InteropServices;

namespace Emu.Host;

/// <summary>The way into translated code and out of it: <c>native/translated.c</c>.</summary>
/// <remarks>Invariant of the unsafe code: a state is a <c>CpuState</c> whose tables are set up, used by the calling thread
/// alone; code is a region, or the stub, that was made for this layout of the state.</remarks>
internal static unsafe partial class NativeCode
{
    /// <summary>Runs translated code from the state's pc until it leaves; the state's pc is then where execution goes
    /// on.</summary>
    [LibraryImport("emunative", EntryPoint = "emu_run_translated")]
    public static partial void Run(void* state, void* code);

    /// <summary>What stands in the jump cache for code that is not translated: it leaves at once.</summary>
    [LibraryImport("emunative", EntryPoint = "emu_untranslated_stub")]
    public static partial void* UntranslatedStub();

    /// <summary>Fills in the native half of a table of helpers, whose managed half the caller has written.</summary>
    [LibraryImport("emunative", EntryPoint = "emu_init_helpers")]
    public static partial void InitializeHelpers(void* table);
}
