using System.Runtime.InteropServices;
using Emu.Translate.Abi;
using Emu.Translate.Regions;
using static Emu.Translate.Baseline.X64.HostFrame;

namespace Emu.Translate.Baseline.X64;

/// <summary>The code of a region that is seldom executed: collected while blocks are written, and written behind all of
/// them.</summary>
internal sealed class ColdSection(X64Assembler code, RegisterCache registers, BlockPosition position, SharedCode shared)
{
    private readonly List<ColdCode> parts = [];

    /// <summary>Begins a region.</summary>
    public void Clear() => parts.Clear();

    /// <summary>Adds a part, and returns its label.</summary>
    public int Add(in ColdCode part)
    {
        parts.Add(part);
        return part.Label;
    }

    /// <summary>A part that leaves this instruction to the interpreter, with the registers as they are here.</summary>
    public ColdCode SideExit(SideExitCause cause) => new()
    {
        Kind = ColdKind.SideExit,
        Label = code.NewLabel(),
        Offset = position.Instruction.Offset,
        Dirty = registers.Dirty(),
        Retired = position.Retired,
        Cause = cause,
    };

    /// <summary>A part that goes on somewhere else, with all registers in the state.</summary>
    /// <param name="kind"><see cref="ColdKind.Leave"/> or <see cref="ColdKind.Jump"/>.</param>
    /// <param name="offset">Where, as an offset from the page's start.</param>
    public ColdCode Exit(ColdKind kind, int offset) => new() { Kind = kind, Label = code.NewLabel(), Offset = offset };

    /// <summary>A part that makes a NaN the canonical one and jumps back.</summary>
    public ColdCode Canonical(Xmm result, bool isDouble) => new()
    {
        Kind = ColdKind.CanonicalNaN,
        Label = code.NewLabel(),
        Back = code.NewLabel(),
        Result = result,
        IsDouble = isDouble,
    };

    /// <summary>A part that has the helper compute a result and jumps back: see <see cref="SharedCode.CallFloatHelper"/>.</summary>
    public ColdCode FloatHelper(uint packed, FloatOperand a, FloatOperand b, FloatOperand c, FloatOperand result) => new()
    {
        Kind = ColdKind.FloatHelper,
        Label = code.NewLabel(),
        Back = code.NewLabel(),
        Packed = packed,
        A = a,
        B = b,
        C = c,
        Result = result,
    };

    /// <summary>A part that has the helper compute a function of lanes, of operands in memory, and jumps back: see
    /// <see cref="SharedCode.CallVectorHelper"/>.</summary>
    public ColdCode FloatLanes(uint packed, ulong places, int place, Xmm result) => new()
    {
        Kind = ColdKind.FloatLanes,
        Label = code.NewLabel(),
        Back = code.NewLabel(),
        Packed = packed,
        Places = places,
        Place = place,
        Result = result,
    };

    /// <summary>Writes all parts.</summary>
    public void Write()
    {
        foreach (ref readonly ColdCode part in CollectionsMarshal.AsSpan(parts))
        {
            code.Bind(part.Label);
            switch (part.Kind)
            {
                case ColdKind.Miss:
                    part.Stored.WriteTo(code, Gpr.Rdx);
                    code.MoveConstant(Gpr.Rax, part.Packed);
                    code.Call(shared.Fill);
                    code.JumpIf(Condition.NE, part.Back);
                    WriteSideExit(in part);
                    break;
                case ColdKind.SideExit:
                    WriteSideExit(in part);
                    break;
                case ColdKind.Leave:
                    code.Lea(wide: true, EntryPc, new Memory(PageStart, part.Offset));
                    code.Jump(shared.Leave);
                    break;
                case ColdKind.Jump:
                    shared.JumpOut(part.Offset);
                    break;
                case ColdKind.CanonicalNaN:
                    code.MoveConstant(Gpr.Rax, part.IsDouble ? CanonicalNaN.Double : CanonicalNaN.Single);
                    code.MoveToXmm(wide: true, (Xmm)part.Result.Number, Gpr.Rax);
                    code.Jump(part.Back);
                    break;
                case ColdKind.FloatLanes:
                    shared.CallVectorHelper(part.Packed, part.Places);
                    code.LoadAligned((Xmm)part.Result.Number, Field(part.Place));
                    code.Jump(part.Back);
                    break;
                default:
                    shared.CallFloatHelper(part.Packed, part.A, part.B, part.C, part.Result);
                    code.Jump(part.Back);
                    break;
            }
        }
    }

    /// <summary>Writes the code of a side exit here.</summary>
    public void WriteSideExit(in ColdCode part)
    {
        registers.WriteBack(part.Dirty);
        shared.Count(part.Retired);
        code.StoreConstant(Field(StateLayout.ExitCause), sizeof(uint), (int)part.Cause);
        code.Lea(wide: true, EntryPc, new Memory(PageStart, part.Offset));
        code.Jump(shared.Leave);
    }
}
