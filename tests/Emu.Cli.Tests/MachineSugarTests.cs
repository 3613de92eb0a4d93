using Emu.Cli.CommandLine;
using Emu.Machine;

namespace Emu.Cli.Tests;

/// <summary>What short options stand for, as <c>-explain</c> prints it.</summary>
public sealed class MachineSugarTests : IDisposable
{
    private readonly string file = Path.GetTempFileName();

    public void Dispose() => File.Delete(file);

    [Theory]
    [InlineData("-drive file=a.qcow2",
        "-blockdev node-name=virtio0,file.driver=file,file.filename=a.qcow2,discard=unmap\n-device driver=virtio-blk-pci,drive=virtio0\n")]
    [InlineData("a.img",
        "-blockdev node-name=virtio0,file.driver=file,file.filename=a.img,discard=unmap\n-device driver=virtio-blk-pci,drive=virtio0\n")]
    [InlineData("-drive file=a,if=none,id=d,format=raw,cache=none,werror=stop -device virtio-blk-device,drive=d",
        "-blockdev driver=raw,node-name=d,file.driver=file,file.filename=a,cache.direct=on,discard=unmap\n"
        + "-device driver=virtio-blk-device,drive=d,werror=stop\n")]
    [InlineData("-drive file=a,cache=writethrough,readonly=on,index=3",
        "-blockdev node-name=virtio3,file.driver=file,file.filename=a,read-only=on,discard=unmap\n"
        + "-device driver=virtio-blk-pci,drive=virtio3,write-cache=off\n")]
    [InlineData("-drive file=a,if=none,id=d,bps_rd=7,iops_size=512,throttling.iops-total=5,group=g",
        "-blockdev node-name=d,file.driver=file,file.filename=a,discard=unmap,throttling.iops-total=5,throttling.bps-read=7,"
        + "throttling.iops-size=512,throttling.group=g\n")]
    [InlineData("-cdrom a", "-blockdev node-name=virtio2,file.driver=file,file.filename=a,read-only=on,discard=unmap\n"
        + "-device driver=virtio-blk-pci,drive=virtio2\n")]
    [InlineData("-hda a -hdb b", "-blockdev node-name=virtio0,file.driver=file,file.filename=a,discard=unmap\n"
        + "-blockdev node-name=virtio1,file.driver=file,file.filename=b,discard=unmap\n"
        + "-device driver=virtio-blk-pci,drive=virtio0\n-device driver=virtio-blk-pci,drive=virtio1\n")]
    [InlineData("-pflash a", "-blockdev node-name=pflash0,file.driver=file,file.filename=a,discard=unmap\n-machine pflash0=pflash0\n")]
    [InlineData("-drive driver=null-co,size=1G", "-blockdev driver=null-co,node-name=virtio0,discard=unmap,size=1G\n"
        + "-device driver=virtio-blk-pci,drive=virtio0\n")]
    [InlineData("-drive if=none,id=d,file=null-co://,file.read-zeroes=on,format=raw",
        "-blockdev driver=raw,node-name=d,file.driver=null-co,file.read-zeroes=on,discard=unmap\n")]
    [InlineData("-drive if=none,id=d,file.locking=off,file=a", "-blockdev node-name=d,file.driver=file,file.filename=a,file.locking=off,discard=unmap\n")]
    [InlineData("-nic user,hostfwd=tcp::2222-:22,mac=52:54:00:00:00:01",
        "-netdev type=user,hostfwd=tcp::2222-:22,id=net0\n-device driver=virtio-net-pci,mac=52:54:00:00:00:01,netdev=net0\n")]
    [InlineData("-nic none -net none", "")]
    [InlineData("-nic tap,id=t,model=virtio-net-device", "-netdev type=tap,id=t\n-device driver=virtio-net-device,netdev=t\n")]
    [InlineData("-net nic -net user", "-netdev type=user,id=net0\n-device driver=virtio-net-pci,netdev=net0\n")]
    [InlineData("-net nic -net user -net tap",
        "-netdev type=user,id=net0\n-netdev type=tap,id=net1\n-netdev type=hubport,id=hub0port0,hubid=0,netdev=net0\n"
        + "-netdev type=hubport,id=hub0port1,hubid=0,netdev=net1\n-netdev type=hubport,id=hub0port2,hubid=0\n"
        + "-device driver=virtio-net-pci,netdev=hub0port2\n")]
    [InlineData("-device virtio-rng-pci,id=r -set device.r.max-bytes=5", "-device driver=virtio-rng-pci,id=r,max-bytes=5\n")]
    [InlineData("-global virtio-mmio.force-legacy=off", "-global virtio-mmio.force-legacy=off\n")]
    [InlineData("-global driver=a,property=b,value=c", "-global a.b=c\n")]
    [InlineData("-fw_cfg opt/a,string=b", "-fw_cfg name=opt/a,string=b\n")]
    public void A_short_option_is_written_out(string line, string expected) => Assert.Equal(expected, Explain(line.Split(' ')));

    [Fact]
    public void What_is_written_out_means_the_same_when_it_is_given_again()
    {
        string once = Explain(
            "-drive", "file=a,,b.img,format=raw", "-nic", "user,hostfwd=tcp::1-:2,hostfwd=tcp::3-:4", "-object",
            "iothread,id=io", "-device", "{'driver':'virtio-rng-pci','max-bytes':5}");
        string[] again = [.. once.TrimEnd('\n').Split('\n', StringSplitOptions.RemoveEmptyEntries).SelectMany(line => line.Split(' ', 2))];
        Assert.Equal(once, Explain(again));
    }

    [Fact]
    public void A_limit_of_a_drive_has_one_of_its_two_names()
    {
        Exception error = Assert.ThrowsAny<Exception>(() => Explain("-drive", "file=a,throttling.iops-total=9,iops=8"));
        Assert.EndsWith("'throttling.iops-total' and its alias 'iops' can't be used at the same time", error.Message, StringComparison.Ordinal);
        Assert.Contains("flash has no limits", Assert.ThrowsAny<Exception>(() => Explain("-drive", "if=pflash,file=a,bps=8")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_options_means_what_they_mean_on_the_command_line()
    {
        File.WriteAllText(file, """
            # a machine
            [machine]
              type = "virt"

            [memory]
              size = "1G"
            [smp-opts]
              cpus = "2"
            [drive "d"]
              file = "a,b.img"
              if = "none"
            [device]
              driver = "virtio-blk-device"
              drive = "d"
            """);
        Assert.Equal(
            "-blockdev node-name=d,file.driver=file,file.filename=a,,b.img,discard=unmap\n-device driver=virtio-blk-device,drive=d\n",
            Explain("-readconfig", file));
        MachineOptions options = Parse("-readconfig", file).Options;
        Assert.Equal((1ul << 30, 2), (options.MemorySize, options.CpuCount));
    }

    [Theory]
    [InlineData("[nope]")]
    [InlineData("key = \"value\"")]
    [InlineData("[drive \"d\"]\nfile")]
    public void A_line_that_is_none_of_a_file_of_options_is_told_by_its_number(string content)
    {
        File.WriteAllText(file, content);
        int line = content.Count(letter => letter == '\n') + 1;
        Assert.Contains($"line {line} ", Assert.Throws<CommandLineException>(() => Parse("-readconfig", file)).Message);
    }

    [Theory]
    [InlineData("-nodefaults -no-user-config -parallel none -L /x -k de -boot c -boot order=cdn,menu=off,strict=on")]
    [InlineData("-rtc base=utc,clock=host,driftfix=slew -uuid 12345678-1234-1234-1234-123456789abc")]
    [InlineData("-M virt,acpi=off,aia=none,usb=off,dump-guest-core=off,graphics=off,mem-merge=off,aclint=off")]
    [InlineData("-msg timestamp=off -overcommit mem-lock=off -numa node,cpus=0,nodeid=0 -vga none -display none")]
    [InlineData("-monitor none -qmp none -audiodev none,id=a -sandbox off -only-migratable -no-shutdown -name x,debug-threads=on")]
    [InlineData("-net none -nic none -action reboot=shutdown,shutdown=pause,panic=none")]
    public void What_scripts_always_say_is_taken(string line) => Assert.NotNull(Parse(line.Split(' ')));

    [Fact]
    public void Actions_and_their_short_forms_are_the_same()
    {
        Assert.True(Parse("-action", "reboot=shutdown").Options.EndsOnReset);
        Assert.False(Parse("-no-reboot", "-action", "reboot=reset").Options.EndsOnReset);
        Assert.True(Parse("-action", "shutdown=pause").Options.StaysOnShutdown);
        Assert.True(Parse("-no-shutdown").Options.StaysOnShutdown);
    }

    [Fact]
    public void The_clock_starts_at_a_date() => Assert.InRange(
        DateTimeOffset.UtcNow + Parse("-rtc", "base=2006-06-17T16:01:21").Options.ClockOffset,
        new DateTimeOffset(2006, 6, 17, 16, 1, 20, TimeSpan.Zero), new DateTimeOffset(2006, 6, 17, 16, 2, 21, TimeSpan.Zero));

    [Theory]
    [InlineData("", "-chardev backend=stdio,id=serial0,mux=on\n-serial chardev:serial0\n-mon chardev=serial0,mode=readline\n")]
    [InlineData("-nodefaults", "-serial none\n")]
    [InlineData("-serial stdio", "-chardev backend=stdio,id=serial0\n-serial chardev:serial0\n")]
    [InlineData("-serial none", "-serial none\n")]
    [InlineData("-serial file:/tmp/a,b:c", "-chardev backend=file,path=/tmp/a,,b:c,id=serial0\n-serial chardev:serial0\n")]
    [InlineData("-serial mon:pty", "-chardev backend=pty,id=serial0,mux=on\n-serial chardev:serial0\n-mon chardev=serial0,mode=readline\n")]
    [InlineData("-serial null -qmp-pretty unix:/q,server=on,wait=off",
        "-chardev backend=null,id=serial0\n-chardev backend=socket,path=/q,server=on,wait=off,id=compat_monitor0\n"
        + "-serial chardev:serial0\n-mon chardev=compat_monitor0,mode=control,pretty=on\n")]
    [InlineData("-serial null -monitor null -chardev null,id=m -mon m",
        "-chardev backend=null,id=m\n-chardev backend=null,id=serial0\n-chardev backend=null,id=compat_monitor0\n"
        + "-serial chardev:serial0\n-mon chardev=compat_monitor0,mode=readline\n-mon chardev=m,mode=readline\n")]
    [InlineData("-serial unix:/tmp/s,server,nowait",
        "-chardev backend=socket,path=/tmp/s,server=on,wait=off,id=serial0\n-serial chardev:serial0\n")]
    [InlineData("-serial tcp::4444,server=on,wait=off",
        "-chardev backend=socket,server=on,wait=off,host=,port=4444,id=serial0\n-serial chardev:serial0\n")]
    [InlineData("-serial telnet:127.0.0.1:23", "-chardev backend=socket,telnet=on,host=127.0.0.1,port=23,id=serial0\n-serial chardev:serial0\n")]
    [InlineData("-chardev ringbuf,id=r -serial chardev:r -serial null",
        "-chardev backend=ringbuf,id=r\n-chardev backend=null,id=serial1\n-serial chardev:r\n-serial chardev:serial1\n")]
    public void A_serial_port_is_written_out(string line, string expected) =>
        Assert.Equal(expected, ConfigurationWriter.Write(
            Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Options.Configuration));

    /// <summary>What is written out, but for the console.</summary>
    private static string Explain(params string[] arguments) =>
        ConfigurationWriter.Write(Parse([.. arguments, "-nodefaults"]).Options.Configuration).Replace("-serial none\n", "");

    private static SystemRequest Parse(params string[] arguments)
    {
        SystemRequest? request = null;
        new EmulatorCommands("qemu-system-riscv64", wanted =>
        {
            request = wanted;
            return 0;
        }).Run(arguments);
        return request!;
    }
}
