using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace Emu.Cli.Tests;

/// <summary>Debian's kernel uses a virtio console and a named port.</summary>
public sealed class ConsoleBootTests : IDisposable
{
    private const string Name = "org.example.agent";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string folder = Directory.CreateTempSubdirectory("emu-console").FullName;

    private static string Guests => Environment.GetEnvironmentVariable("EMU_GUESTS_DIR")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache/emu-aot/guests");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_guest_prints_on_its_console_and_talks_to_the_host_through_a_port()
    {
        string console = Path.Combine(folder, "console"), port = Path.Combine(folder, "port");
        const string command = "echo on-hvc0 >/dev/hvc0; echo NAME $(cat /sys/class/virtio-ports/vport0p1/name); "
            + "exec 3<>/dev/vport0p1; read line <&3; echo GOT $line; echo answer-to-$line >&3; sleep 1";
        using Process process = new();
        process.StartInfo = new ProcessStartInfo(EmulatorRun.Executable,
        [
            "system", "riscv64", "-m", "256M", "-no-reboot", "-kernel", Path.Combine(Guests, "linux"),
            "-initrd", Path.Combine(Guests, "initrd-small.cpio.gz"), "-append", $"console=ttyS0 quiet emu.run={command}",
            "-chardev", $"file,id=c,path={console}", "-chardev", $"socket,id=p,path={port},server=on,wait=off",
            "-device", "virtio-serial-pci,id=v", "-device", "virtconsole,chardev=c,bus=v.0",
            "-device", $"virtserialport,chardev=p,name={Name},bus=v.0",
        ])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        process.Start();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        using Socket client = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        Assert.True(SpinWait.SpinUntil(() => TryConnect(client, port), Patience), "the emulator does not listen");
        client.Send("ping\n"u8);
        byte[] answer = new byte[64];
        client.ReceiveTimeout = (int)Patience.TotalMilliseconds;
        string got = "";
        while (!got.Contains('\n', StringComparison.Ordinal) && client.Receive(answer) is var count and > 0)
            got += Encoding.ASCII.GetString(answer, 0, count);
        Assert.True(process.WaitForExit(Patience), "the guest does not end");
        string printed = await output;
        Assert.Contains($"NAME {Name}", printed, StringComparison.Ordinal);
        Assert.Contains("GOT ping", printed, StringComparison.Ordinal);
        Assert.Equal("answer-to-ping\n", got);
        Assert.Contains("on-hvc0", await File.ReadAllTextAsync(console), StringComparison.Ordinal);
    }

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
