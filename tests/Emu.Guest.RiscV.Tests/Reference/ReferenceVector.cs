using Emu.Isa;

namespace Emu.Guest.RiscV.Tests.Reference;

/// <summary>The value that no instruction of RISC-V's has.</summary>
internal readonly struct ReferenceVector : IVector<ReferenceVector>
{
    public static ReferenceVector operator ^(ReferenceVector left, ReferenceVector right) =>
        throw new NotSupportedException();
}
