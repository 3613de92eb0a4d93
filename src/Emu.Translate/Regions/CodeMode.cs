namespace Emu.Translate.Regions;

/// <summary>Those modes of the guest's processor that decide what its instructions do, besides their bytes: code runs only
/// in exactly the mode that it was made for. A guest without modes always has the default one.</summary>
/// <param name="Bits">The guest's own encoding of them.</param>
public readonly record struct CodeMode(ushort Bits);
