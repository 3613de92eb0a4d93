namespace Emu.Llvm.CodeGeneration;

/// <summary>An object file that cannot become position-independent code on its own; the message says why.</summary>
public sealed class ObjectCodeException(string message) : Exception(message);
