using Emu.Isa;

namespace Emu.Translate.Llvm;

/// <summary>Calls the bodies of one guest's instructions with the emitter that writes LLVM's.</summary>
internal abstract class RegionBodies
{
    /// <summary>Those of an architecture.</summary>
    public static RegionBodies Of(GuestArchitecture guest) => guest.Accept(new Maker());

    /// <summary>Writes one instruction.</summary>
    public abstract void Write(BlockWriter code, in DecodedInstruction instruction);

    private sealed class Maker : IGuestVisitor<RegionBodies>
    {
        public RegionBodies Visit<TGuest>()
            where TGuest : struct, IGuest => new Bodies<TGuest>();
    }

    private sealed class Bodies<TGuest> : RegionBodies
        where TGuest : struct, IGuest
    {
        public override void Write(BlockWriter code, in DecodedInstruction instruction)
        {
            IrEmitter emitter = new(code);
            TGuest.Execute<IrEmitter, IrValue, IrVector, IrCondition>(ref emitter, instruction);
        }
    }
}
