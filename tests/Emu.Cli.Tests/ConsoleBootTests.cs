using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Emu.Host;

namespace Emu.Cli.Tests;

/// <summary>Debian's kernel uses a virtio console on the user's terminal, and a named port.</summary>
public sealed class ConsoleBootTests : IDisposable
{
    private const string Name = "org.example.agent";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string folder = Directory.CreateTempSubdirectory("emu-console").FullName;

    private static string Guests => Environment.GetEnvironmentVariable("EMU_GUESTS_DIR")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache/emu-aot/guests");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_guest_prints_on_its_console_sees_how_large_it_is_and_talks_to_the_host_through_a_port()
    {
        string serial = Path.Combine(folder, "serial"), port = Path.Combine(folder, "port");
        // Quotes make one word of it for the kernel, which gives up when there are more than 32.
        const string command = "echo on-hvc0 >/dev/hvc0; echo NAME $(cat /sys/class/virtio-ports/vport0p1/name); "
            + "sized() { until stty size </dev/hvc0 | grep -qx $1; do sleep 1; done; }; sized 43.100; "
            + "exec 3<>/dev/vport0p1; read line <&3; echo GOT $line; echo answer-to-$line >&3; sized 30.90; sleep 1";
        using PseudoTerminal terminal = new();
        // The size is forgotten when nobody has the terminal open.
        using FileStream keepOpen = new(terminal.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        SetSize(terminal, rows: 43, columns: 100);
        using Process process = Process.Start(new ProcessStartInfo("/bin/sh",
        [
            "-c", $"exec env --default-signal=WINCH setsid --ctty --wait \"$@\" <{terminal.Path} >{terminal.Path}", "sh",
            EmulatorRun.Executable, "system", "riscv64", "-m", "256M", "-no-reboot", "-kernel", Path.Combine(Guests, "linux"),
            "-initrd", Path.Combine(Guests, "initrd-small.cpio.gz"), "-append", $"console=ttyS0 quiet emu.run=\"{command}\"",
            "-serial", $"file:{serial}", "-chardev", "stdio,id=c", "-chardev", $"socket,id=p,path={port},server=on,wait=off",
            "-device", "virtio-serial-pci,id=v", "-device", "virtconsole,chardev=c,bus=v.0",
            "-device", $"virtserialport,chardev=p,name={Name},bus=v.0",
        ]))!;
        using Socket client = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        Assert.True(SpinWait.SpinUntil(() => TryConnect(client, port), Patience), "the emulator does not listen");
        client.Send("ping\n"u8);
        byte[] answer = new byte[64];
        client.ReceiveTimeout = (int)Patience.TotalMilliseconds;
        string got = "";
        while (!got.Contains('\n', StringComparison.Ordinal) && client.Receive(answer) is var count and > 0)
            got += Encoding.ASCII.GetString(answer, 0, count);
        // A user who changes the window of the terminal.
        SetSize(terminal, rows: 30, columns: 90);
        Assert.True(process.WaitForExit(Patience), $"the guest does not end: {File.ReadAllText(serial)}");
        string printed = File.ReadAllText(serial);
        Assert.Contains($"NAME {Name}", printed, StringComparison.Ordinal);
        Assert.Contains("GOT ping", printed, StringComparison.Ordinal);
        Assert.Contains("EMU-RUN-EXIT 0", printed, StringComparison.Ordinal);
        Assert.Equal("answer-to-ping\n", got);
        byte[] shown = new byte[4096];
        int length = HostDescriptor.Read(terminal.Descriptor, shown);
        Assert.Contains("on-hvc0", Encoding.ASCII.GetString(shown, 0, Math.Max(length, 0)), StringComparison.Ordinal);
    }

    private static void SetSize(PseudoTerminal terminal, int rows, int columns) =>
        Assert.Equal(0, EmulatorRun.Of("stty", "-F", terminal.Path, "rows", $"{rows}", "columns", $"{columns}").Status);

    private static bool TryConnect(Socket client, string path)
    {
        try
        {
            client.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
