using System.Globalization;
using System.Reflection;

namespace Emu.Cli.Tests;

/// <summary>The script that registers the emulator with the kernel.</summary>
public sealed class UserBinaryFormatTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("emu-binfmt-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("riscv64", 2, 243, true)]
    [InlineData("riscv64", 3, 243, true)]
    [InlineData("riscv64", 1, 243, false)]
    [InlineData("riscv64", 4, 243, false)]
    [InlineData("riscv64", 2, 62, false)]
    [InlineData("aarch64", 2, 183, true)]
    [InlineData("aarch64", 3, 183, true)]
    [InlineData("aarch64", 4, 183, false)]
    [InlineData("aarch64", 2, 243, false)]
    public void The_printed_magic_matches_programs_for_the_guest_only(string guest, byte type, byte machine, bool matches)
    {
        byte[] header =
        [
            0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, 3, 0, 0, 0, 0, 0, 0, 0, 0, type, 0, machine, 0,
        ];
        string[] fields = Binfmt("print", $"/opt/qemu-{guest}").Output.TrimEnd('\n').Split(':');
        Assert.Equal(8, fields.Length);
        Assert.Equal(($"emu-{guest}", "M", "", $"/opt/qemu-{guest}"), (fields[1], fields[2], fields[3], fields[6]));
        Assert.Equal("FP", fields[7]);
        byte[] magic = Bytes(fields[4]), mask = Bytes(fields[5]);
        Assert.Equal(magic.Length, mask.Length);
        Assert.Equal(matches, !header.Where((value, i) => ((value ^ magic[i]) & mask[i]) != 0).Any());
    }

    [Fact]
    public void Installing_writes_the_printed_line_and_removing_takes_it_back()
    {
        string emulator = Path.Combine(folder, "qemu-riscv64"), register = Path.Combine(folder, "register");
        File.CreateSymbolicLink(emulator, "/bin/true");
        File.WriteAllText(register, "");
        Assert.Equal(0, Binfmt("install", emulator).Status);
        Assert.Equal(Binfmt("print", emulator).Output, File.ReadAllText(register));
        string entry = Path.Combine(folder, "emu-riscv64");
        File.WriteAllText(entry, "enabled");
        Assert.Equal(0, Binfmt("remove").Status);
        Assert.Equal("-1", File.ReadAllText(entry));
    }

    [Fact]
    public void Without_a_link_each_guest_is_registered()
    {
        string[] lines = Binfmt("print").Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal([":emu-riscv64:", ":emu-aarch64:"], lines.Select(line => line[..13]));
        Assert.All(lines, line => Assert.EndsWith(":FP", line, StringComparison.Ordinal));
    }

    [Fact]
    public void Credentials_are_given_only_when_they_are_asked_for() => Assert.EndsWith(
        ":/opt/qemu-aarch64-static:FPC\n", Binfmt("print", "--credentials", "/opt/qemu-aarch64-static").Output,
        StringComparison.Ordinal);

    [Fact]
    public void Only_registrations_that_are_there_can_be_removed()
    {
        File.WriteAllText(Path.Combine(folder, "register"), "");
        File.WriteAllText(Path.Combine(folder, "emu-aarch64"), "enabled");
        Assert.Contains("riscv64 is not registered", Binfmt("remove", "riscv64").Errors);
        Assert.Contains("x86 is no guest", Binfmt("remove", "x86").Errors);
        Assert.Equal(0, Binfmt("remove").Status);
        Assert.Equal("-1", File.ReadAllText(Path.Combine(folder, "emu-aarch64")));
        File.Delete(Path.Combine(folder, "emu-aarch64"));
        Assert.Contains("no guest is registered", Binfmt("remove").Errors);
    }

    [Theory]
    [InlineData("install", "mount -t binfmt_misc")]
    [InlineData("remove", "mount -t binfmt_misc")]
    public void A_kernel_without_binfmt_misc_is_said_to_be_one(string command, string mend)
    {
        EmulatorRun run = Binfmt(command);
        Assert.Equal(1, run.Status);
        Assert.Contains(mend, run.Errors);
    }

    [Fact]
    public void Another_name_than_the_user_mode_emulators_is_refused()
    {
        Assert.Contains("qemu-riscv64", Binfmt("print", "/opt/emu").Errors);
        Assert.Equal(2, Binfmt("nonsense").Status);
    }

    private static byte[] Bytes(string text)
    {
        List<byte> bytes = [];
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                bytes.Add((byte)text[i]);
                continue;
            }

            bytes.Add(byte.Parse(text.AsSpan(i + 2, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            i += 3;
        }

        return [.. bytes];
    }

    private EmulatorRun Binfmt(params string[] arguments)
    {
        string root = typeof(EmulatorRun).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == "RepositoryRoot").Value!;
        return EmulatorRun.Of("env", [$"EMU_BINFMT_MISC={folder}", $"{root}build/binfmt", .. arguments]);
    }
}
