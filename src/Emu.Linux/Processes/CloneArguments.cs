using Emu.Linux.Abi;
using Emu.Linux.Memory;

namespace Emu.Linux.Processes;

/// <summary>What clone or clone3 was asked for. Addresses are the guest's.</summary>
internal readonly record struct CloneArguments
{
    /// <summary>Bytes of <c>struct clone_args</c> in its first form and now.</summary>
    private const int FirstSize = 64, KnownSize = 88;

    private const ulong MostBytes = GuestMemory.PageSize;
    private const int LastSignal = 64;
    private const ulong MostNamespaces = 32;

    /// <summary>Without the exit signal.</summary>
    public required CloneFlags Flags { get; init; }

    /// <summary>The child's sp; 0 keeps the maker's.</summary>
    public ulong Stack { get; init; }

    /// <summary>Where the maker finds the new id.</summary>
    public ulong ParentTid { get; init; }

    /// <summary>Where the child finds its id, and where it is cleared.</summary>
    public ulong ChildTid { get; init; }

    /// <summary>The child's tp.</summary>
    public ulong Tls { get; init; }

    /// <summary>Where the descriptor of the child goes.</summary>
    public ulong Pidfd { get; init; }

    /// <summary>What the maker is sent when the child ends; 0 nothing.</summary>
    public int ExitSignal { get; init; }

    /// <summary>True when a thread of the same process is made.</summary>
    public bool IsThread => Has(CloneFlags.Thread);

    /// <summary>True when the flags are all there.</summary>
    public bool Has(CloneFlags flags) => (Flags & flags) == flags;

    /// <summary>clone with the order of arguments that CONFIG_CLONE_BACKWARDS gives: flags, stack, parent's id, tls, child's id.</summary>
    public static CloneArguments FromRegisters(SyscallArguments a) => new()
    {
        Flags = (CloneFlags)(uint)a[0] & ~CloneFlags.ExitSignal,
        ExitSignal = (int)(a[0] & (ulong)CloneFlags.ExitSignal),
        Stack = a[1],
        ParentTid = a[2],
        Pidfd = a[2],
        Tls = a[3],
        ChildTid = a[4],
    };

    /// <summary>clone3. Returns 0 or a negative error.</summary>
    public static long FromStructure(GuestMemory memory, ulong address, ulong size, out CloneArguments arguments)
    {
        arguments = default;
        if (size < FirstSize) return -Errno.InvalidArgument;
        if (size > MostBytes) return -Errno.TooManyArguments;
        Span<byte> bytes = stackalloc byte[(int)MostBytes];
        bytes = bytes[..(int)size];
        if (!memory.TryRead(address, bytes)) return -Errno.BadAddress;
        if (bytes.Length > KnownSize && bytes[KnownSize..].ContainsAnyExcept((byte)0))
            return -Errno.TooManyArguments;
        Span<ulong> fields = stackalloc ulong[KnownSize / sizeof(ulong)];
        fields.Clear();
        for (int i = 0; i < fields.Length && (i + 1) * sizeof(ulong) <= bytes.Length; i++)
            fields[i] = BitConverter.ToUInt64(bytes[(i * sizeof(ulong))..]);
        return FromFields(memory, fields, out arguments);
    }

    /// <summary>The errors of clone(2) that follow from the flags alone. Returns 0 or a negative error.</summary>
    public long Check()
    {
        bool wrong = Has(CloneFlags.NewNamespace | CloneFlags.Fs) || Has(CloneFlags.NewUser | CloneFlags.Fs)
            || (IsThread && !Has(CloneFlags.SignalHandlers))
            || (Has(CloneFlags.SignalHandlers) && !Has(CloneFlags.Vm))
            || Has(CloneFlags.ClearHandlers | CloneFlags.SignalHandlers)
            || (IsThread && (Flags & (CloneFlags.NewUser | CloneFlags.NewPid | CloneFlags.Pidfd)) != 0)
            || Has(CloneFlags.Pidfd | CloneFlags.Detached)
            || Has(CloneFlags.NewIpc | CloneFlags.SystemVSemaphores);
        if (wrong) return -Errno.InvalidArgument;

        // Memory of a process cannot be shared with one that has another runtime. A vfork's parent waits, and need not
        // know.
        bool shares = Has(CloneFlags.Vm) && !IsThread && !Has(CloneFlags.Vfork);
        return shares ? -Errno.InvalidArgument : 0;
    }

    private static long FromFields(GuestMemory memory, ReadOnlySpan<ulong> fields, out CloneArguments arguments)
    {
        const int FlagsField = 0, PidfdField = 1, ChildTidField = 2, ParentTidField = 3, SignalField = 4;
        const int StackField = 5, StackSizeField = 6, TlsField = 7, SetTidField = 8, SetTidSizeField = 9;
        var flags = (CloneFlags)fields[FlagsField];
        ulong stack = fields[StackField], stackSize = fields[StackSizeField];
        arguments = new CloneArguments
        {
            Flags = flags,
            Pidfd = fields[PidfdField],
            ChildTid = fields[ChildTidField],
            ParentTid = fields[ParentTidField],
            ExitSignal = (int)Math.Min(fields[SignalField], int.MaxValue),
            Stack = stack == 0 ? 0 : stack + stackSize,
            Tls = fields[TlsField],
        };

        const CloneFlags Unknown = ~(CloneFlags)0x3_ffff_ff00 & ~CloneFlags.NewTime;
        bool wrong = (flags & (Unknown | CloneFlags.Detached | CloneFlags.IntoCgroup)) != 0
            || (fields[SetTidField] == 0) != (fields[SetTidSizeField] == 0) || fields[SetTidSizeField] > MostNamespaces
            || fields[SignalField] > LastSignal
            || ((flags & (CloneFlags.Thread | CloneFlags.Parent)) != 0 && fields[SignalField] != 0)
            || (stack == 0) != (stackSize == 0)
            || (stack != 0 && !memory.IsUser(stack, stackSize));
        if (wrong) return -Errno.InvalidArgument;
        // Ids of the caller's choice need a privilege that says "checkpoint"; the host's kernel refuses most callers.
        return fields[SetTidField] != 0 ? -Errno.NotPermitted : 0;
    }
}
