namespace Emu.User.Tests;

/// <summary>The user-mode guest programs with all code translated at its first run, which every optimisation then
/// sees.</summary>
public sealed class EagerUserProgramTests
{
    // What differs in a dynamic program, the loader, is not what this is about; and LLVM takes its time.
    public static TheoryData<string> Programs => [.. UserProgram.Names.Where(name => name.EndsWith(".static"))];

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_program_passes_when_all_is_translated_at_once(string name) =>
        UserProgram.Named(name).MustPass("aot,cache=off,warm=1,hot=1,wait=on");
}
