using Emu.Linux.Abi;
using Emu.Linux.Processes;

namespace Emu.Linux.Syscalls;

/// <summary>
/// Serves one system call on the thread that made it. Returns what the kernel would leave in the result register on its way out: a
/// value, a negative <see cref="Errno"/>, or one of the kernel's own restart codes, which the way back to the program turns
/// into a restart or EINTR.
/// </summary>
public delegate long SyscallHandler(LinuxThread thread, SyscallArguments arguments);
