using Emu.Linux.Abi;

namespace Emu.Linux.Syscalls;

/// <summary>All system calls of a guest up to Linux 6.1, by number: the generic ones, and the architecture's own.</summary>
internal sealed class SyscallTable
{
    private const int Numbers = 451;

    private readonly SyscallRow?[] byNumber;

    /// <param name="structs">The structures of the guest's ABI.</param>
    /// <param name="own">System calls of the guest's own.</param>
    public SyscallTable(StructLayouts structs, IReadOnlyList<SyscallRow> own)
    {
        Subjects =
        [
            AttributeCalls.Rows, DescriptorCalls.Rows, FileCalls.RowsFor(structs), IdentityCalls.Rows,
            InformationCalls.Rows, IpcCalls.Rows, MemoryCalls.Rows, MissingCalls.Rows, MountCalls.Rows, NetworkCalls.Rows,
            PollCalls.RowsFor(structs), ProcessCalls.Rows, ReadWriteCalls.Rows, SchedulingCalls.Rows,
            SignalCalls.Rows, TimeCalls.Rows, own,
        ];
        byNumber = Index();
        Rows = [.. byNumber.OfType<SyscallRow>()];
    }

    /// <summary>The rows of each subject; the guest's own are the last. No number is in two of the others.</summary>
    public IReadOnlyList<IReadOnlyList<SyscallRow>> Subjects { get; }

    /// <summary>The rows, ascending by number.</summary>
    public IReadOnlyList<SyscallRow> Rows { get; }

    /// <summary>The row of a number; null when Linux 6.1 has no such call.</summary>
    public SyscallRow? Find(ulong number) => number < Numbers ? byNumber[number] : null;

    // A row that serves a call takes what it does not say from the call's signature.
    private SyscallRow?[] Index()
    {
        var index = new SyscallRow?[Numbers];
        foreach (SyscallRow signature in SyscallSignatures.Rows) index[signature.Number] = signature;
        foreach (IReadOnlyList<SyscallRow> subject in Subjects)
        {
            foreach (SyscallRow row in subject) index[row.Number] = Complete(row, index[row.Number]);
        }
        return index;
    }

    private static SyscallRow Complete(SyscallRow row, SyscallRow? signature) =>
        signature is null || row.Arguments.Count != 0
            ? row
            : row with { Arguments = signature.Arguments, Result = signature.Result };
}
