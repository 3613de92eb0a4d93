namespace Emu.Translate.Llvm;

/// <summary>What a <see cref="RegionExit"/> does after it has written back registers.</summary>
internal enum RegionExitKind
{
    /// <summary>Returns to the engine, which continues at a known place.</summary>
    Leave,

    /// <summary>Continues with other translated code at a known place, if there is any.</summary>
    Jump,

    /// <summary>Continues with other translated code at a computed address, if there is any.</summary>
    JumpIndirect,
}
