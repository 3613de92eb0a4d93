using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Emu.Host;

namespace Emu.Cli.Tests;

/// <summary>Debian's kernel sees a disk and a network card come and go behind root ports, as programs ask for by QMP.</summary>
public sealed class HotPlugBootTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private static readonly string[] Modules = ["failover", "net_failover", "virtio_blk", "virtio_net"];

    private readonly string folder = Directory.CreateTempSubdirectory("emu-plug-").FullName;

    private static string Guests => Environment.GetEnvironmentVariable("EMU_GUESTS_DIR")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache/emu-aot/guests");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_guest_uses_a_disk_and_a_card_that_come_while_it_runs_and_lets_them_go_when_it_is_asked()
    {
        string disk = Path.Combine(folder, "disk.raw");
        byte[] content = RandomNumberGenerator.GetBytes(1 << 20);
        File.WriteAllBytes(disk, content);
        using Process emulator = Start();
        using Socket socket = Connect();
        using StreamReader answers = new(new NetworkStream(socket));
        Ask(socket, answers, "qmp_capabilities", null);
        WaitFor(emulator, "READY");

        // The image comes as a descriptor, and the network needs no socket, so that -sandbox strict lets both be added.
        using (FileStream image = new(disk, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
            Ask(socket, answers, "add-fd", "{'fdset-id': 1}", (int)image.SafeFileHandle.DangerousGetHandle());
        Ask(socket, answers, "blockdev-add", "{'driver': 'file', 'node-name': 's', 'filename': '/dev/fdset/1'}");
        Ask(socket, answers, "blockdev-add", "{'driver': 'raw', 'node-name': 'f', 'file': 's'}");
        Ask(socket, answers, "device_add", "{'driver': 'virtio-blk-pci', 'id': 'd', 'drive': 'f', 'serial': 'EMU-8', 'bus': 'p1'}");
        Assert.Contains($"EMU-8 {Convert.ToHexStringLower(SHA256.HashData(content))}", WaitFor(emulator, "DISK"), StringComparison.Ordinal);
        Ask(socket, answers, "netdev_add", "{'type': 'hubport', 'id': 'n', 'hubid': 0}");
        Ask(socket, answers, "device_add", "{'driver': 'virtio-net-pci', 'id': 'c', 'netdev': 'n', 'mac': '52:54:00:00:00:77', 'bus': 'p2'}");
        Assert.Contains("52:54:00:00:00:77", WaitFor(emulator, "CARD"), StringComparison.Ordinal);

        Ask(socket, answers, "device_del", "{'id': 'd'}");
        WaitForEvent(answers, "\"device\": \"d\"");
        WaitFor(emulator, "DISK-GONE");
        Ask(socket, answers, "blockdev-del", "{'node-name': 'f'}");
        Ask(socket, answers, "blockdev-del", "{'node-name': 's'}");
        Ask(socket, answers, "device_del", "{'id': 'c'}");
        WaitForEvent(answers, "\"device\": \"c\"");
        WaitFor(emulator, "CARD-GONE");
        Ask(socket, answers, "netdev_del", "{'id': 'n'}");
        WaitFor(emulator, "EMU-RUN-EXIT 0");
        Assert.True(emulator.WaitForExit(Patience));
    }

    private Process Start()
    {
        Process emulator = new()
        {
            StartInfo = new ProcessStartInfo(
                EmulatorRun.Executable,
                [
                    "system", "riscv64", "-M", "virt", "-m", "256M", "-nographic", "-no-reboot", "-kernel", Path.Combine(Guests, "linux"),
                    "-initrd", MakeRamdisk(), "-append", "console=ttyS0 quiet", "-qmp", $"unix:{folder}/qmp,server=on,wait=off",
                    "-device", "pcie-root-port,id=p1,chassis=1,slot=1", "-device", "pcie-root-port,id=p2,chassis=2,slot=2",
                ])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            },
        };
        emulator.Start();
        return emulator;
    }

    private Socket Connect()
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        UnixDomainSocketEndPoint place = new($"{folder}/qmp");
        Stopwatch waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                socket.Connect(place);
                return socket;
            }
            catch (SocketException) when (waited.Elapsed < Patience)
            {
                Thread.Sleep(50);
            }
        }
    }

    /// <summary>The next line of the guest that has the text; the kernel's own lines stand between.</summary>
    private static string WaitFor(Process emulator, string text)
    {
        StringBuilder printed = new();
        while (true)
        {
            Task<string?> next = emulator.StandardOutput.ReadLineAsync();
            if (!next.Wait(Patience) || next.Result is not { } line)
            {
                emulator.Kill();
                Assert.Fail($"{text} does not come behind {printed}");
                return "";
            }

            printed.AppendLine(line);
            if (line.Contains(text, StringComparison.Ordinal)) return line;
        }
    }

    private static void Ask(Socket socket, StreamReader answers, string command, string? arguments, int? descriptor = null)
    {
        string text = $"{{\"execute\": \"{command}\"{(arguments is null ? "" : $", \"arguments\": {arguments}")}}}\n";
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        if (descriptor is { } passed)
            Assert.Equal(bytes.Length, HostSocket.SendWithDescriptor((int)socket.SafeHandle.DangerousGetHandle(), bytes, passed));
        else socket.Send(bytes);
        while (true)
        {
            string line = ReadLine(answers);
            JsonElement answer = JsonDocument.Parse(line).RootElement;
            Assert.False(answer.TryGetProperty("error", out _), $"{text}{line}");
            if (answer.TryGetProperty("return", out _)) return;
        }
    }

    private static void WaitForEvent(StreamReader answers, string text)
    {
        while (!ReadLine(answers).Contains(text, StringComparison.Ordinal))
        {
        }
    }

    private static string ReadLine(StreamReader answers)
    {
        Task<string?> next = answers.ReadLineAsync();
        Assert.True(next.Wait(Patience), "the monitor says nothing");
        return next.Result ?? throw new InvalidOperationException("the monitor has closed the connection");
    }

    private string MakeRamdisk()
    {
        string ramdisk = Path.Combine(folder, "ramdisk"), modules = Path.Combine(Guests, "modules");
        Assert.True(Directory.Exists(modules), $"{modules} is missing: build/guests.sh makes it.");
        ProcessStartInfo start = new(
            Path.Combine(EmulatorRun.Repository, "build", "initrd.sh"),
            [
                ramdisk, $"{Guests}/installer-root/usr/bin/kmod:/bin/insmod",
                $"{EmulatorRun.Repository}/tests/Emu.Cli.Tests/hotplug-guest.sh:/etc/emu.run",
                .. Modules.Select(name => $"{modules}/{name}.ko:/lib/modules/{name}.ko"),
            ]);
        start.Environment["EMU_GUESTS_DIR"] = Guests;
        using Process pack = Process.Start(start)!;
        pack.WaitForExit();
        Assert.Equal(0, pack.ExitCode);
        return ramdisk;
    }
}
