namespace Emu.Translate.Llvm.Passes;

/// <summary>
/// Loads or stores of single bytes, one behind the other in memory, that one wider access does. Compilers write them
/// for processors on which misaligned accesses may be slow; the host's are not.
/// </summary>
/// <param name="Low">The lowest offset from the base register.</param>
/// <param name="Size">Bytes: 4 or 8.</param>
/// <param name="At">Page offset of the instruction at which memory is accessed: the first load, or the last store. No other
/// run has it.</param>
internal sealed record AccessRun(int Low, int Size, int At);
