namespace Emu.Llvm.Interop;

/// <summary>
/// The functions of LLVM 19's C API under their own names, without the prefix. Calls that are short, neither block nor
/// call back are marked <c>SuppressGCTransition</c>: building IR consists of hundreds of thousands of them.
/// </summary>
/// <remarks>
/// Invariant of the unsafe code: handles come from LLVM and are alive; texts are zero-terminated where no length is
/// passed. A context and all that belongs to it are used by one thread at a time.
/// </remarks>
internal static unsafe partial class LLVM
{
    /// <summary>Linked into the published executable; elsewhere <see cref="LlvmLibrary"/> resolves it.</summary>
    internal const string Library = "LLVM";
}
