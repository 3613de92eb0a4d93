using System.Runtime.InteropServices;
using Emu.Translate.Abi;

namespace Emu.Translate.Baseline.X64;

/// <content>Code that is seldom executed.</content>
internal sealed unsafe partial class X64Writer
{
    private readonly List<ColdCode> cold = [];

    private ColdCode SideExit(SideExitCause cause) => new()
    {
        Kind = ColdKind.SideExit,
        Label = code.NewLabel(),
        Offset = Instruction.Offset,
        Dirty = registers.Dirty(),
        Retired = Retired,
        Cause = cause,
    };

    private int AddCold(in ColdCode part)
    {
        cold.Add(part);
        return part.Label;
    }

    private void WriteColdCode()
    {
        foreach (ref readonly ColdCode part in CollectionsMarshal.AsSpan(cold))
        {
            code.Bind(part.Label);
            switch (part.Kind)
            {
                case ColdKind.Miss:
                    part.Stored.WriteTo(code, Gpr.Rdx);
                    code.MoveConstant(Gpr.Rax, part.Packed);
                    code.Call(fill);
                    code.JumpIf(Condition.NE, part.Back);
                    WriteSideExit(in part);
                    break;
                case ColdKind.SideExit:
                    WriteSideExit(in part);
                    break;
                case ColdKind.Leave:
                    code.Lea(wide: true, EntryPc, new Memory(PageStart, part.Offset));
                    code.Jump(leave);
                    break;
                case ColdKind.Jump:
                    WriteJump(part.Offset);
                    break;
                case ColdKind.CanonicalNaN:
                    WriteCanonicalNaN(in part);
                    break;
                default:
                    CallFloatHelper(part.Packed, part.A, part.B, part.C, part.Result);
                    code.Jump(part.Back);
                    break;
            }
        }
    }

    private void WriteSideExit(in ColdCode part)
    {
        registers.WriteBack(part.Dirty);
        Count(part.Retired);
        code.StoreConstant(Field(StateLayout.ExitCause), sizeof(uint), (int)part.Cause);
        code.Lea(wide: true, EntryPc, new Memory(PageStart, part.Offset));
        code.Jump(leave);
    }

    // The flags stay as they are. User mode does not count instructions.
    private void Count(int instructions)
    {
        if (instructions != 0 && !isDirect) code.Lea(wide: true, Counted, new Memory(Counted, instructions));
    }
}
