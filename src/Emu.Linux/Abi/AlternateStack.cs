using System.Runtime.InteropServices;

namespace Emu.Linux.Abi;

/// <summary><c>stack_t</c>: a thread's stack for handlers, as <c>sigaltstack</c> takes and tells it.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct AlternateStack
{
    /// <summary><c>SS_ONSTACK</c>, <c>SS_DISABLE</c> and <c>SS_AUTODISARM</c>.</summary>
    public const uint OnStack = 1, Disabled = 2, AutoDisarm = 1u << 31;

    public ulong Start;
    public uint Flags;
    public ulong Size;

    /// <summary>What a thread starts with.</summary>
    public static AlternateStack None => new() { Flags = Disabled };

    /// <summary>One past its last byte, where the stack begins.</summary>
    public readonly ulong End => Start + Size;

    /// <summary>True while a handler runs on it. One that disarms itself is never in use.</summary>
    public readonly bool IsInUse(ulong stackPointer) => (Flags & AutoDisarm) == 0 && Holds(stackPointer);

    /// <summary>True when there is one and the address belongs to it; its end does, its start does not.</summary>
    public readonly bool Holds(ulong stackPointer) =>
        Size != 0 && stackPointer > Start && stackPointer - Start <= Size;

    /// <summary>As the program is told about it while its stack pointer is there.</summary>
    public readonly AlternateStack Describe(ulong stackPointer)
    {
        AlternateStack result = this;
        uint mode = Size == 0 ? Disabled : IsInUse(stackPointer) ? OnStack : 0;
        result.Flags = (Flags & AutoDisarm) | mode;
        return result;
    }

    /// <summary>The stack that the program asks for; false when its flags say nothing known.</summary>
    public static bool TryAccept(AlternateStack wanted, out AlternateStack accepted)
    {
        uint mode = wanted.Flags & ~AutoDisarm;
        accepted = wanted;
        if (mode == Disabled)
        {
            accepted.Start = 0;
            accepted.Size = 0;
        }

        return mode is 0 or OnStack or Disabled;
    }
}
