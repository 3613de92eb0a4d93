using System.Text;
using Emu.Linux.Syscalls;

namespace Emu.Linux;

/// <summary>The table of system calls as <c>--syscalls</c> prints it.</summary>
public static class SyscallList
{
    /// <summary>A line a call: number, name, and whether it is implemented or answers ENOSYS.</summary>
    public static string Text(LinuxGuest guest)
    {
        ArgumentNullException.ThrowIfNull(guest);
        StringBuilder text = new();
        foreach (SyscallRow row in new SyscallTable(guest.Abi.Structs, guest.OwnCalls).Rows)
            text.Append($"{row.Number,3} {row.Name,-28} {(row.Handler is null ? "ENOSYS" : "implemented")}\n");
        return text.ToString();
    }
}
