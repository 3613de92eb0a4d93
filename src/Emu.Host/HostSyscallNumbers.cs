namespace Emu.Host;

/// <summary>
/// Numbers of the host's system calls, as <see cref="HostSyscall"/> takes them; a file a subject. They are x86-64's
/// (arch/x86/entry/syscalls/syscall_64.tbl).
/// </summary>
public static partial class HostSyscallNumbers;
