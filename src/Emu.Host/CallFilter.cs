using System.Runtime.InteropServices;

namespace Emu.Host;

/// <summary>
/// Filters of system calls (seccomp), which hold for all threads of the process, also later ones, and for ever. What is refused fails
/// with an error, as if the user were not allowed to; nothing is killed. The lists are in <see cref="RefusedCalls"/> and
/// <see cref="StrictCalls"/>.
/// </summary>
/// <remarks>Invariant of the unsafe code: the kernel copies the program during the call that installs it, and the array stays
/// where it is so long.</remarks>
public static unsafe class CallFilter
{
    private const uint LoadWord = 0x20, JumpIfEqual = 0x15, JumpIfAtLeast = 0x35, JumpIfSet = 0x45, Return = 0x06;
    private const uint Allow = 0x7fff_0000, Fail = 0x0005_0000, NotPermitted = Fail | 1, NotImplemented = Fail | 38;
    private const uint NumberOffset = 0, ArchitectureOffset = 4, FirstArgumentOffset = 16, ThisArchitecture = 0xc000_003e;
    private const uint OtherNumbers = 0x4000_0000, NewNamespaces = 0x7e02_0080, SameProcess = 0x0001_0000;
    private const int Clone = 56, Prctl = 157, Seccomp = 317, Clone3 = 435;
    private const ulong NoNewPrivileges = 38, SetFilter = 1, AllThreads = 1;

    /// <summary>Refuses groups of calls. Any thread may call.</summary>
    /// <param name="refused">The groups.</param>
    /// <returns>0, or the kernel's negative error: it has no filters, or none can be added.</returns>
    public static int Refuse(CallGroup refused)
    {
        List<Instruction> program = [.. Prologue()];
        foreach ((CallGroup group, string _, int number) in RefusedCalls.All)
            if (refused.HasFlag(group)) program.AddRange([new(JumpIfEqual, 0, 1, (uint)number), new(Return, NotPermitted)]);
        AddClone(program, onlyThreads: refused.HasFlag(CallGroup.Spawn));
        program.Add(new(Return, Allow));
        return Install([.. program]);
    }

    /// <summary>Refuses all calls but those that a machine makes while it runs. Any thread may call.</summary>
    /// <param name="hasSockets">A network of the machine opens sockets while it runs.</param>
    /// <returns>As <see cref="Refuse"/>.</returns>
    public static int RefuseAllBut(bool hasSockets)
    {
        List<Instruction> program = [.. Prologue()];
        foreach ((string _, int number, bool isForSockets) in StrictCalls.All)
            if (!isForSockets || hasSockets) program.AddRange([new(JumpIfEqual, 0, 1, (uint)number), new(Return, Allow)]);
        AddClone(program, onlyThreads: true);
        program.AddRange(OnlyFirstArgument(Prctl, StrictCalls.ProcessControls));
        program.Add(new(Return, NotPermitted));
        return Install([.. program]);
    }

    /// <summary>Programs that are executed get no more rights than the process has, whatever their files say. For all threads once a
    /// filter is installed.</summary>
    public static int RefuseNewPrivileges() => (int)HostSyscall.Invoke(Prctl, NoNewPrivileges, 1);

    /// <summary>Calls by another architecture's numbers are not there.</summary>
    private static Instruction[] Prologue() =>
    [
        new(LoadWord, ArchitectureOffset), new(JumpIfEqual, 1, 0, ThisArchitecture), new(Return, NotImplemented),
        new(LoadWord, NumberOffset), new(JumpIfAtLeast, 0, 1, OtherNumbers), new(Return, NotImplemented),
    ];

    /// <summary>A new namespace is always refused. The newer call passes its flags in memory, which a filter cannot read: it is
    /// said not to exist, and the C library uses the older one.</summary>
    private static void AddClone(List<Instruction> program, bool onlyThreads) =>
        program.AddRange(
        [
            new(JumpIfEqual, 0, 1, Clone3), new(Return, NotImplemented),
            new(JumpIfEqual, 0, 6, Clone), new(LoadWord, FirstArgumentOffset),
            new(JumpIfSet, 0, 1, NewNamespaces), new(Return, NotPermitted),
            new(JumpIfSet, 1, 0, SameProcess), new(Return, onlyThreads ? NotPermitted : Allow), new(Return, Allow),
        ]);

    private static IEnumerable<Instruction> OnlyFirstArgument(int number, IReadOnlyList<int> values)
    {
        yield return new(JumpIfEqual, 0, (byte)((values.Count * 2) + 2), (uint)number);
        yield return new(LoadWord, FirstArgumentOffset);
        foreach (int value in values)
        {
            yield return new(JumpIfEqual, 0, 1, (uint)value);
            yield return new(Return, Allow);
        }

        yield return new(Return, NotPermitted);
    }

    private static int Install(Instruction[] program)
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64) return -38;
        // The kernel wants this of a process without the rights of root.
        if (RefuseNewPrivileges() is var error and < 0) return error;
        fixed (Instruction* first = program)
        {
            Program whole = new() { Length = (ushort)program.Length, First = first };
            long result = HostSyscall.Invoke(Seccomp, SetFilter, AllThreads, (ulong)&whole);
            // A positive number is a thread that has another filter.
            return result > 0 ? -1 : (int)result;
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Instruction(uint code, byte ifTrue, byte ifFalse, uint value)
    {
        private readonly ushort code = (ushort)code;
        private readonly byte ifTrue = ifTrue;
        private readonly byte ifFalse = ifFalse;
        private readonly uint value = value;

        public Instruction(uint code, uint value)
            : this(code, 0, 0, value)
        {
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Program
    {
        public ushort Length;
        public Instruction* First;
    }
}
