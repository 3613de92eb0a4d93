using Emu.Isa;

namespace Emu.Translate.Baseline;

/// <summary>Calls the bodies of one guest's instructions with the emitter of the baseline translator.</summary>
internal abstract class BaselineBodies
{
    /// <summary>Those of an architecture.</summary>
    public static BaselineBodies Of(GuestArchitecture guest) => guest.Accept(new Maker());

    /// <summary>Writes one instruction.</summary>
    public abstract void Write(HostWriter code, in DecodedInstruction instruction);

    private sealed class Maker : IGuestVisitor<BaselineBodies>
    {
        public BaselineBodies Visit<TGuest>()
            where TGuest : struct, IGuest => new Bodies<TGuest>();
    }

    private sealed class Bodies<TGuest> : BaselineBodies
        where TGuest : struct, IGuest
    {
        public override void Write(HostWriter code, in DecodedInstruction instruction)
        {
            BaselineEmitter emitter = new(code);
            TGuest.Execute<BaselineEmitter, BaselineValue, BaselineVector, BaselineCondition>(ref emitter, instruction);
        }
    }
}
