using System.Diagnostics;
using System.Globalization;

namespace Emu.User.Tests;

/// <summary>
/// Calls that the emulator makes for itself and that a host may not have: an old kernel answers ENOSYS, a container's
/// profile that is older than the call EPERM. Either way another call does its work.
/// </summary>
public sealed class MissingCallTests : IDisposable
{
    private const int NotPermitted = 1, NotImplemented = 38;

    /// <summary>Calls newer than Linux 3.10, and those that the profiles of containers refuse; x86-64's numbers.</summary>
    private static readonly (int Number, string Name)[] Calls =
    [
        (237, "mbind"), (238, "set_mempolicy"), (239, "get_mempolicy"), (272, "unshare"), (279, "move_pages"),
        (298, "perf_event_open"), (303, "name_to_handle_at"), (308, "setns"), (312, "kcmp"), (314, "sched_setattr"),
        (315, "sched_getattr"), (316, "renameat2"), (317, "seccomp"), (318, "getrandom"), (319, "memfd_create"),
        (321, "bpf"), (322, "execveat"), (323, "userfaultfd"), (324, "membarrier"), (325, "mlock2"),
        (326, "copy_file_range"), (327, "preadv2"), (328, "pwritev2"), (329, "pkey_mprotect"), (332, "statx"),
        (334, "rseq"), (424, "pidfd_send_signal"), (425, "io_uring_setup"), (434, "pidfd_open"), (435, "clone3"),
        (436, "close_range"), (437, "openat2"), (438, "pidfd_getfd"), (439, "faccessat2"), (440, "process_madvise"),
        (441, "epoll_pwait2"), (448, "process_mrelease"), (449, "futex_waitv"), (450, "set_mempolicy_home_node"),
        (451, "cachestat"), (452, "fchmodat2"), (453, "map_shadow_stack"),
    ];

    private readonly string folder = Directory.CreateTempSubdirectory("emu-deny-").FullName;

    public static TheoryData<int, string> Cases
    {
        get
        {
            TheoryData<int, string> cases = [];
            foreach (string name in Calls.Select(call => call.Name).Prepend("all"))
            {
                cases.Add(NotPermitted, name);
                cases.Add(NotImplemented, name);
            }

            return cases;
        }
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_program_runs_without_a_call(int error, string name) =>
        MustPass(error, name, "basic/hello.dynamic", $"aot,cache-dir={folder}");

    [Theory]
    [InlineData(NotPermitted, "processes/threads.static")]
    [InlineData(NotImplemented, "processes/threads.static")]
    [InlineData(NotPermitted, "memory/exec_self.static")]
    [InlineData(NotImplemented, "memory/exec_self.static")]
    [InlineData(NotPermitted, "memory/maps.static")]
    [InlineData(NotImplemented, "memory/maps.static")]
    public void Threads_programs_and_files_of_proc_need_none_of_the_calls(int error, string program) =>
        MustPass(error, "all", program, "interp");

    [Theory]
    [InlineData(NotPermitted)]
    [InlineData(NotImplemented)]
    public void A_machine_needs_none_of_the_calls(int error)
    {
        string file = Path.Combine(folder, "guest");
        // lui t0, 0x100; lui t1, 5; addi t1, t1, 0x555; sw t1, 0(t0): the test finisher ends the machine.
        File.WriteAllBytes(file, [.. ((uint[])[0x0010_02b7, 0x0000_5337, 0x5553_0313, 0x0062_a023, 0x0000_006f])
            .SelectMany(BitConverter.GetBytes)]);
        ProcessRun run = ProcessRun.Of(
        [
            Denier(), Text(error), Numbers("all"), Repository.Emulator, "system", "riscv64", "-smp", "2", "-bios", file,
            "-accel", $"aot,cache-dir={folder},hot=1,wait=on",
        ]);
        Assert.Equal(new ProcessRun(0, "", ""), run);
    }

    private void MustPass(int error, string name, string program, string accelerator)
    {
        UserProgram guest = UserProgram.Named(program);
        ProcessRun run = ProcessRun.Of(
        [
            Denier(), Text(error), Numbers(name), Repository.Emulator, "user", "-L", guest.Sysroot, "-accel",
            accelerator, .. guest.Options, guest.File, .. guest.Arguments,
        ]);
        run.MustEqual(guest.Expected!, $"{program} without {name} (error {error})");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Numbers(string name) =>
        string.Join(',', Calls.Where(call => name == "all" || call.Name == name).Select(call => Text(call.Number)));

    private static readonly Lazy<string> Built = new(Build);

    private static string Denier() => Built.Value;

    private static string Build()
    {
        string tool = Path.Combine(AppContext.BaseDirectory, "deny");
        using Process compiler = Process.Start(
            "clang-19", ["-O1", "-o", tool, Path.Combine(Repository.Root, "tests", "tools", "deny.c")]);
        compiler.WaitForExit();
        Assert.Equal(0, compiler.ExitCode);
        return tool;
    }
}
