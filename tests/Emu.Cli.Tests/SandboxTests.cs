using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Emu.Host;

namespace Emu.Cli.Tests;

/// <summary>What the emulator's process may not do any more once its machine is built.</summary>
public sealed class SandboxTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly string folder = Directory.CreateTempSubdirectory("emu-sandbox").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("None", "")]
    [InlineData("Foreign", "execve ptrace unshare process_vm_readv")]
    [InlineData("Obsolete", "ustat")]
    [InlineData("Privileges", "setpgid setuid")]
    [InlineData("Spawn", "")]
    [InlineData("Resources", "setpriority")]
    public void A_refused_call_fails_on_old_and_new_threads_and_any_other_as_before(string group, string refused)
    {
        string[] lines = EmulatorRun.Of("dotnet", Path.Combine(AppContext.BaseDirectory, "Emu.FilterProbe.dll"), group)
            .Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("installed 0", lines[0]);
        Assert.Equal(10, lines.Length - 1);
        foreach (string[] words in lines[1..].Select(line => line.Split(' ')))
        {
            string expected = words[0] switch
            {
                "clone3" or "x32-getpid" => "-38",
                _ => refused.Split(' ').Contains(words[0]) ? "-1" : words[1],
            };
            Assert.Equal((words[0], expected, expected), (words[0], words[2], words[3]));
        }
    }

    [Theory]
    [InlineData("", "2")]
    [InlineData("-sandbox on", "2")]
    [InlineData("-sandbox on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny", "2")]
    [InlineData("-sandbox strict", "2")]
    [InlineData("-sandbox off", "0")]
    public void The_filter_holds_for_every_thread_of_a_machine(string options, string state)
    {
        using Machine machine = new(folder, options);
        machine.WaitForAll($"Seccomp:\t{state}");
        Assert.Contains("\"return\"", machine.Ask("cont"));
        Assert.Contains("\"running\": true", machine.Ask("query-status"));
    }

    [Fact]
    public void Under_strict_nothing_is_opened_any_more_and_the_machine_runs_and_ends()
    {
        File.WriteAllBytes(Path.Combine(folder, "image"), new byte[4096]);
        using Machine machine = new(folder, "-sandbox strict -smp 2");
        machine.WaitForAll("Seccomp_filters:\t2");
        Assert.Contains("\"return\"", machine.Ask("cont"));
        Assert.Contains("\"return\"", machine.Ask("system_reset"));
        string refusal = machine.Ask("blockdev-add", $"'driver': 'file', 'node-name': 'n', 'filename': '{folder}/image'");
        Assert.Contains("Operation not permitted", refusal);
        Assert.Contains("image", refusal);
        Assert.Contains("\"running\": true", machine.Ask("query-status"));
        Assert.Contains("\"return\"", machine.Ask("quit"));
        Assert.Equal(0, machine.WaitForEnd());
    }

    [Fact]
    public void A_process_of_root_becomes_another_user_in_another_root_on_all_threads()
    {
        if (!Environment.IsPrivilegedProcess) return;
        string root = Directory.CreateDirectory(Path.Combine(folder, "root")).FullName;
        using Machine machine = new(folder, $"-runas 65534:65534 -chroot {root}");
        machine.WaitForAll("Uid:\t65534\t65534\t65534\t65534");
        machine.WaitForAll("Gid:\t65534\t65534\t65534\t65534");
        machine.WaitForAll("Groups:\t65534 ");
        Assert.Equal(root, new DirectoryInfo($"/proc/{machine.Id}/root").LinkTarget);
        Assert.Contains("\"return\"", machine.Ask("cont"));
    }

    [Theory]
    [InlineData("-sandbox on,spawn=maybe", "invalid argument for spawn; give allow or deny")]
    [InlineData("-sandbox on,nope=deny", "Invalid parameter 'nope'")]
    [InlineData("-sandbox strict,spawn=allow", "strict refuses what spawn= would allow; use on")]
    [InlineData("-runas no-such-user-here", "User \"no-such-user-here\" doesn't exist (and is not <uid>:<gid>)")]
    [InlineData("-chroot /nowhere/at/all", "chroot '/nowhere/at/all'")]
    public void What_cannot_be_is_said_in_one_line(string options, string message)
    {
        EmulatorRun run = EmulatorRun.System(["-display", "none", "-serial", "none", "-bios", "none", "-kernel", Spinner(folder), .. options.Split(' ')]);
        Assert.Equal(1, run.Status);
        Assert.Contains(message, run.Errors);
        Assert.Equal(1, run.Errors.Count(letter => letter == '\n'));
    }

    [Fact]
    public void The_document_names_every_call()
    {
        string text = File.ReadAllText(Path.Combine(EmulatorRun.Repository, "docs", "sandbox.md"));
        foreach (string name in RefusedCalls.All.Select(each => each.Name).Concat(StrictCalls.All.Select(each => each.Name)))
            Assert.Contains($"`{name}`", text);
    }

    private static string Spinner(string folder)
    {
        string path = Path.Combine(folder, "spin");
        File.WriteAllBytes(path, BitConverter.GetBytes(0x0000_006f));
        return path;
    }

    /// <summary>A machine that stands still before its first instruction, with a monitor.</summary>
    private sealed class Machine : IDisposable
    {
        private readonly Process process;
        private readonly Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        private readonly StreamReader answers;

        public Machine(string folder, string options)
        {
            string path = Path.Combine(folder, "qmp");
            process = Process.Start(
                EmulatorRun.Executable,
                [
                    "system", "riscv64", "-S", "-nodefaults", "-display", "none", "-bios", "none", "-kernel", Spinner(folder), "-qmp",
                    $"unix:{path},server=on,wait=off", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries),
                ]);
            Assert.True(SpinWait.SpinUntil(() => TryConnect(path), Patience), "the machine does not answer");
            answers = new StreamReader(new NetworkStream(socket));
            answers.ReadLine();
            Assert.Contains("\"return\"", Ask("qmp_capabilities"));
        }

        public int Id => process.Id;

        /// <summary>Waits until the status of every thread has a line: the monitor may answer before the filter is there.</summary>
        public void WaitForAll(string line) => Assert.True(
            SpinWait.SpinUntil(() => Directory.GetDirectories($"/proc/{Id}/task").All(task => Has(task, line)), Patience), $"a thread has no '{line}'");

        public string Ask(string command, string? arguments = null)
        {
            socket.Send(Encoding.UTF8.GetBytes(
                $"{{'execute': '{command}'{(arguments is null ? "" : $", 'arguments': {{{arguments}}}")}}}"));
            while (true)
            {
                string line = answers.ReadLine() ?? throw new IOException("the machine has ended");
                if (!line.Contains("\"event\"", StringComparison.Ordinal)) return line;
            }
        }

        public int WaitForEnd()
        {
            Assert.True(process.WaitForExit(Patience), "the machine does not end");
            return process.ExitCode;
        }

        public void Dispose()
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
            answers.Dispose();
            socket.Dispose();
        }

        private static bool Has(string task, string line)
        {
            try
            {
                return File.ReadLines($"{task}/status").Contains(line);
            }
            catch (IOException)
            {
                // The thread has ended.
                return true;
            }
        }

        private bool TryConnect(string path)
        {
            try
            {
                socket.Connect(new UnixDomainSocketEndPoint(path));
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        }
    }
}
