namespace Emu.Llvm;

/// <summary>An attribute of a function, a parameter or a call, made by <see cref="LLVMContextRef"/>.</summary>
public readonly record struct LLVMAttributeRef(nint Handle);
