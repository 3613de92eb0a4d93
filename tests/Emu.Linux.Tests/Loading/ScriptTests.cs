using System.Text;
using Emu.Linux.Loading;

namespace Emu.Linux.Tests.Loading;

/// <summary>Scripts and their interpreters.</summary>
public sealed class ScriptTests : IDisposable
{
    private readonly ProgramFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("#!/bin/sh\n", "/bin/sh", null)]
    [InlineData("#!/bin/sh", "/bin/sh", null)]
    [InlineData("#! \t /bin/sh  \t\nrest", "/bin/sh", null)]
    [InlineData("#!/bin/sh -e\n", "/bin/sh", "-e")]
    [InlineData("#!/usr/bin/env  a b  c \t\nx", "/usr/bin/env", "a b  c")]
    [InlineData("#!/bin/sh\0-e\n", "/bin/sh", null)]
    [InlineData("#!/bin/sh -e\0f\n", "/bin/sh", "-e")]
    [InlineData("#!/bin/sh\r\n", "/bin/sh\r", null)]
    [InlineData("#!x", "x", null)]
    [InlineData("#!", null, null)]
    [InlineData("#!\n/bin/sh", null, null)]
    [InlineData("#!  \t\n", null, null)]
    [InlineData("# /bin/sh\n", null, null)]
    public void The_first_line_is_read_as_the_kernel_reads_it(string file, string? interpreter, string? argument)
    {
        ScriptLine? line = ScriptLine.Parse(Start(file));
        Assert.Equal(interpreter, line is null ? null : Encoding.Latin1.GetString(line.Interpreter));
        Assert.Equal(argument, line?.Argument is null ? null : Encoding.Latin1.GetString(line.Argument));
    }

    [Theory]
    [InlineData(252, true)]
    [InlineData(253, false)]
    [InlineData(300, false)]
    public void A_name_that_does_not_fit_into_256_bytes_is_no_interpreter(int length, bool isFound) =>
        Assert.Equal(isFound, ScriptLine.Parse(Start($"#!/{new string('x', length - 1)} ")) is not null);

    [Fact]
    public void An_argument_is_cut_at_the_end_of_256_bytes() =>
        Assert.Equal(255 - 5, ScriptLine.Parse(Start($"#!/a {new string('x', 400)}\n"))!.Argument!.Length);

    [Fact]
    public void The_interpreter_gets_its_name_its_argument_the_script_and_the_scripts_arguments()
    {
        string interpreter = WriteProgram();
        string script = folder.Write("script", $"#!{interpreter} an argument\n");
        using PreparedProgram? program = folder.Prepare(script, out ProgramError? error, null, "1", "2");
        Assert.Null(error);
        Assert.Equal(
            [interpreter, "an argument", script, "1", "2"], program!.Arguments.Select(Encoding.UTF8.GetString));
        Assert.Equal(script, Encoding.UTF8.GetString(program.RequestedPath));
        Assert.False(program.IsForHost);
    }

    [Theory]
    [InlineData(5, true)]
    [InlineData(6, false)]
    public void Scripts_may_be_interpreted_by_scripts_up_to_five_of_them(int scripts, bool isFine)
    {
        string path = WriteProgram();
        for (int i = 0; i < scripts; i++) path = folder.Write($"script{i}", $"#!{path}\n");
        using PreparedProgram? program = folder.Prepare(path, out ProgramError? error);
        Assert.Equal(isFine, error is null);
        Assert.Equal(isFine ? null : 40, error?.Errno);
    }

    [Fact]
    public void An_interpreter_of_the_host_is_said_to_be_one()
    {
        using PreparedProgram? program = folder.Prepare(
            folder.Write("script", "#!/bin/sh -e\n"), out ProgramError? error);
        Assert.Null(error);
        Assert.True(program!.IsForHost);
        Assert.Equal("/bin/sh", Encoding.UTF8.GetString(program.HostPath));
    }

    [Fact]
    public void The_interpreter_is_looked_for_below_the_sysroot_first()
    {
        string root = Path.Combine(folder.Path, "root");
        folder.Write("root/bin/sh", new ElfDraft().Load(5, 0, 0x1_0000, 0x1000, 0x1000).ToArray());
        using PreparedProgram? program = folder.Prepare(
            folder.Write("script", "#!/bin/sh\n"), out ProgramError? error, root);
        Assert.Null(error);
        Assert.False(program!.IsForHost);
        Assert.Equal($"{root}/bin/sh", Encoding.UTF8.GetString(program.HostPath));
        Assert.Equal("/bin/sh", Encoding.UTF8.GetString(program.Arguments[0]));
    }

    private static byte[] Start(string file)
    {
        byte[] start = new byte[ScriptLine.BufferSize];
        byte[] bytes = Encoding.Latin1.GetBytes(file);
        bytes.AsSpan(0, Math.Min(bytes.Length, start.Length)).CopyTo(start);
        return start;
    }

    private string WriteProgram() =>
        folder.Write("program", new ElfDraft().Load(5, 0, 0x1_0000, 0x1000, 0x1000).ToArray());
}
