namespace Emu.User.Tests;

/// <summary>Programs of one guest execute those of the other, without the kernel's help.</summary>
public sealed class OtherGuestTests
{
    private const string Hello = "basic/hello.static", Execute = "processes/execute.static", Other = "aarch64/";

    private static string RiscV => UserProgram.Named(Execute).File;

    private static string Arm => UserProgram.Named(Other + Execute).File;

    [Theory]
    [InlineData("")]
    [InlineData(Other)]
    public void A_program_executes_one_of_the_other_guest_and_that_one_of_the_first(string guest)
    {
        UserProgram last = UserProgram.Named(guest + Hello);
        string first = guest.Length == 0 ? RiscV : Arm, second = guest.Length == 0 ? Arm : RiscV;
        Run("-accel", "interp", first, second, last.File).MustEqual(last.Expected!, $"{first} {second} {last.File}");
    }

    [Theory]
    [InlineData("rv64,zba=off", "")]
    [InlineData("cortex-a57", Other)]
    public void A_CPU_is_for_programs_of_its_own_guest(string cpu, string guest)
    {
        UserProgram last = UserProgram.Named((guest.Length == 0 ? Other : "") + Hello);
        Run("-cpu", cpu, "-accel", "interp", guest.Length == 0 ? RiscV : Arm, last.File).MustEqual(last.Expected!, last.Name);
    }

    [Fact]
    public void A_program_without_its_interpreter_cannot_be_executed()
    {
        ProcessRun run = Run("-L", "/nonexistent", "-accel", "interp", RiscV, UserProgram.Named(Other + "basic/hello.dynamic").File);
        Assert.Equal(1, run.Status);
        Assert.EndsWith("hello.dynamic: ENOENT\n", run.Output, StringComparison.Ordinal);
    }

    private static ProcessRun Run(params string[] words) => ProcessRun.Of([Repository.Emulator, "user", .. words]);
}
