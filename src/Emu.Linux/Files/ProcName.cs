namespace Emu.Linux.Files;

/// <summary>The parts of a path below a process's directory in /proc.</summary>
internal readonly ref struct ProcName
{
    /// <summary>The process or thread whose directory it is; <see cref="ProcPath.Self"/> for the calling one.</summary>
    public int Owner { get; init; }

    /// <summary>The thread below <c>task</c>; 0 when there is none.</summary>
    public int Task { get; init; }

    /// <summary>The name in the directory, such as <c>exe</c>; empty for the directory itself.</summary>
    public ReadOnlySpan<byte> Entry { get; init; }

    /// <summary>The name below that, as in <c>fd/3</c>; empty when there is none.</summary>
    public ReadOnlySpan<byte> Item { get; init; }

    /// <summary>What follows.</summary>
    public ReadOnlySpan<byte> Rest { get; init; }

    /// <summary>True for the entry of a name, with nothing behind it.</summary>
    public bool Is(ReadOnlySpan<byte> entry) => Item.IsEmpty && Entry.SequenceEqual(entry);
}
