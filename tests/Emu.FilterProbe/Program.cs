using Emu.Host;

// Refuses the groups of system calls that the argument names, and says what the kernel answers to harmless calls before and
// afterwards: a line a call, of a thread that was there before the filter and of one that is new.
const int setPriority = 141, getPriority = 140;
long priority = 20 - HostSyscall.Invoke(getPriority);
(string Name, long Number, ulong[] Arguments)[] calls =
[
    ("execve", 59, [0, 0, 0]), ("ptrace", 101, [16, 0, 0]), ("unshare", 272, [0]), ("process_vm_readv", 310, [(ulong)Environment.ProcessId, 0, 0, 0, 0]),
    ("ustat", 136, [0, 0]), ("setpgid", 109, [0, 0]), ("setuid", 105, [HostFile.EffectiveUser]),
    ("setpriority", setPriority, [0, 0, (ulong)priority]), ("clone3", 435, [0, 0]), ("x32-getpid", 0x4000_0000 + 39, []),
];
string[] before = [.. calls.Select(Ask)];
string[] old = [], fresh = [];
using ManualResetEventSlim installed = new();
Thread early = new(() =>
{
    installed.Wait();
    old = [.. calls.Select(Ask)];
});
early.Start();
int error = CallFilter.Refuse(Enum.Parse<CallGroup>(args[0]));
installed.Set();
early.Join();
if (args[0] == nameof(CallGroup.Resources))
{
    // The runtime under a program that is compiled while it runs gives each new thread its CPUs, which this group refuses; the
    // emulator's runtime does not.
    fresh = old;
}
else
{
    Thread late = new(() => fresh = [.. calls.Select(Ask)]);
    late.Start();
    late.Join();
}

Console.WriteLine($"installed {error}");
for (int i = 0; i < calls.Length; i++) Console.WriteLine($"{calls[i].Name} {before[i]} {old[i]} {fresh[i]}");
return 0;

static string Ask((string Name, long Number, ulong[] Arguments) call)
{
    ulong[] all = [.. call.Arguments, 0, 0, 0, 0, 0];
    return $"{HostSyscall.Invoke(call.Number, all[0], all[1], all[2], all[3], all[4])}";
}
