using System.Diagnostics;
using System.Text;
using Emu.Host;

namespace Emu.Chardev.Tests.Terminal;

/// <summary>
/// A pseudo-terminal with a shell command on it as on a user's terminal: its session's controlling terminal, in the
/// foreground.
/// </summary>
internal sealed class ProbeTerminal : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly PseudoTerminal terminal = new();
    private readonly FileStream keepOpen;
    private readonly StringBuilder output = new();
    private readonly Process session;
    private int shown;

    /// <param name="script">For bash; <c>$PROBE</c> in it starts the probe.</param>
    public ProbeTerminal(string script)
    {
        // The mode is forgotten when nobody has the terminal open.
        keepOpen = new FileStream(terminal.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        RunTool("stty", "-F", terminal.Path, "sane");
        InitialMode = Mode;
        string probe = Path.Combine(AppContext.BaseDirectory, "Emu.TerminalProbe.dll");
        session = Process.Start(new ProcessStartInfo("/bin/sh")
        {
            ArgumentList =
            {
                "-c",
                // Whoever started the tests may ignore some of the signals.
                "ulimit -c 0; exec env --default-signal "
                    + $"setsid --ctty --wait bash -c \"$1\" <{terminal.Path} >{terminal.Path} 2>&1",
                "sh",
                script,
            },
            Environment =
            {
                ["PROBE"] = $"{Environment.ProcessPath} exec {probe}",
                ["DOTNET_DbgEnableMiniDump"] = "0",
            },
        })!;
    }

    /// <summary>The mode before anything ran.</summary>
    public string InitialMode { get; }

    /// <summary>The mode now, as <c>stty -g</c> writes it.</summary>
    public string Mode => RunTool("stty", "-F", terminal.Path, "-g");

    public void Type(string keys) => Assert.Equal(keys.Length, terminal.Write(Encoding.Latin1.GetBytes(keys)));

    /// <summary>
    /// Waits for a text that was not waited for before; returns what stands from it to the end of the line.
    /// </summary>
    public string WaitFor(string text)
    {
        Stopwatch patience = Stopwatch.StartNew();
        byte[] buffer = new byte[4096];
        while (true)
        {
            string all = output.ToString();
            int at = all.IndexOf(text, shown, StringComparison.Ordinal);
            int end = at < 0 ? -1 : all.IndexOf('\n', at);
            if (end >= 0)
            {
                shown = end;
                return all[at..end].TrimEnd('\r');
            }

            if (patience.Elapsed > Patience) Assert.Fail($"no '{text}' in: {all}");
            int count = HostDescriptor.Read(terminal.Descriptor, buffer);
            if (count > 0) output.Append(Encoding.Latin1.GetString(buffer, 0, count));
            else Thread.Sleep(5);
        }
    }

    /// <summary>The probe's process id, once it has put the terminal into raw mode.</summary>
    public int WaitForProbe()
    {
        int process = int.Parse(WaitFor("ready ")["ready ".Length..]);
        Assert.NotEqual(InitialMode, Mode);
        return process;
    }

    /// <summary>Waits for the shell's end and asserts that the mode is the first one again.</summary>
    public void AssertRestored()
    {
        Assert.True(session.WaitForExit(Patience), $"the session does not end: {output}");
        Assert.Equal(InitialMode, Mode);
    }

    public static void Signal(int process, string name) => RunTool("kill", "-s", name, $"{process}");

    public void Dispose()
    {
        if (!session.HasExited) session.Kill(entireProcessTree: true);
        session.Dispose();
        keepOpen.Dispose();
        terminal.Dispose();
    }

    private static string RunTool(string name, params string[] arguments)
    {
        using Process tool = Process.Start(new ProcessStartInfo(name, arguments) { RedirectStandardOutput = true })!;
        string text = tool.StandardOutput.ReadToEnd();
        tool.WaitForExit();
        Assert.Equal(0, tool.ExitCode);
        return text.Trim();
    }
}
