using Emu.FloatingPoint;

namespace Emu.Guest.Arm64;

/// <content>FPCR and FPSR (C5.2.7, C5.2.8), whose parts are kept where arithmetic finds them.</content>
public sealed unsafe partial class Arm64Cpu
{
    /// <summary>Bit of QC in FPSR.</summary>
    internal const int SaturationBit = 27;

    private const int RoundingBit = 22;

    // AHP, DN, FZ, Stride, FZ16 and Len; RMode is kept in the state.
    private const uint ControlMask = 0x073f_0000;

    // NZCV of 32-bit programs, which FPSR only stores: beside FPCR's bits.
    private const uint StoredFlags = 0xf000_0000;

    // RMode: nearest, up, down, zero.
    private static readonly FloatRounding[] Roundings =
        [FloatRounding.NearestEven, FloatRounding.Up, FloatRounding.Down, FloatRounding.TowardsZero];

    private static readonly (FloatRules Rule, int Bit)[] Modes =
    [
        (FloatRules.FlushHalfToZero, 19), (FloatRules.FlushToZero, 24), (FloatRules.DefaultNaN, 25),
        (FloatRules.AlternativeHalf, 26),
    ];

    // IOC, DZC, OFC, UFC, IXC and IDC.
    private static readonly (FloatExceptions Flag, int Bit)[] CumulativeFlags =
    [
        (FloatExceptions.Invalid, 0), (FloatExceptions.DivideByZero, 1), (FloatExceptions.Overflow, 2),
        (FloatExceptions.Underflow, 3), (FloatExceptions.Inexact, 4), (FloatExceptions.SubnormalOperand, 7),
    ];

    /// <summary>FPSR: the accrued exceptions and QC.</summary>
    public uint Fpsr
    {
        get
        {
            uint value = Control & StoredFlags;
            if (State->Registers[Arm64Architecture.Saturated] != 0) value |= 1u << SaturationBit;
            foreach ((FloatExceptions flag, int bit) in CumulativeFlags)
                if ((State->FloatFlags & flag) != 0) value |= 1u << bit;
            return value;
        }

        set
        {
            Control = (Control & ControlMask) | (value & StoredFlags);
            State->Registers[Arm64Architecture.Saturated] = value >> SaturationBit & 1;
            FloatExceptions flags = FloatExceptions.None;
            foreach ((FloatExceptions flag, int bit) in CumulativeFlags)
                if ((value >> bit & 1) != 0) flags |= flag;
            State->FloatFlags = flags;
            State->SetArithmetic(State->FloatRules, Rounding);
        }
    }

    /// <summary>FPCR: the rounding mode, and the rules that a program chooses.</summary>
    public uint Fpcr
    {
        get => (Control & ControlMask)
            | (uint)Array.IndexOf(Roundings, Rounding) << RoundingBit;
        set
        {
            Control = (Control & StoredFlags) | (value & ControlMask);
            FloatRules rules = Arm64Architecture.Arithmetic;
            foreach ((FloatRules rule, int bit) in Modes)
                if ((value >> bit & 1) != 0) rules |= rule;
            State->SetArithmetic(rules, Roundings[value >> RoundingBit & 3]);
        }
    }

    private FloatRounding Rounding => State->FloatRounding & ~FloatRounding.Careful;

    private uint Control
    {
        get => (uint)State->Registers[Arm64Architecture.FloatControl];
        set => State->Registers[Arm64Architecture.FloatControl] = value;
    }

    // Dirty for ever: nobody asks whether a program has used floating point.
    private void ResetFloat()
    {
        Fpcr = 0;
        Fpsr = 0;
        State->FloatDirty = 1;
    }
}
