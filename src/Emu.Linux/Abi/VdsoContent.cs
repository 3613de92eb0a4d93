namespace Emu.Linux.Abi;

/// <summary>What an architecture's vdso contains: functions that each make one system call.</summary>
public sealed record VdsoContent
{
    /// <summary>The version of all symbols (<c>LINUX_4.15</c>).</summary>
    public required string Version { get; init; }

    /// <summary>The functions; the first is the way back from a handler of signals.</summary>
    public required IReadOnlyList<VdsoFunction> Functions { get; init; }

    /// <summary>The code of a function that makes the system call with a number and returns, 16 bytes at most.</summary>
    public required Func<int, byte[]> CodeOf { get; init; }

    /// <summary>An instruction without effect, which stands between functions.</summary>
    public required byte[] Filler { get; init; }
}
