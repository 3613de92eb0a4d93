namespace Emu.Translate.Llvm;

/// <summary>What a <see cref="RegionExit"/> does after it has written back registers.</summary>
internal enum RegionExitKind
{
    /// <summary>Leaves to the engine at a known place.</summary>
    Leave,

    /// <summary>Goes on with other translated code at a known place, if there is any.</summary>
    Jump,

    /// <summary>Goes on with other translated code at a computed address, if there is any.</summary>
    JumpIndirect,
}
