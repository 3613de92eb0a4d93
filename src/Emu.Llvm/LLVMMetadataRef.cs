namespace Emu.Llvm;

/// <summary>A metadata string or node, made by <see cref="LLVMContextRef"/>.</summary>
public readonly record struct LLVMMetadataRef(nint Handle);
