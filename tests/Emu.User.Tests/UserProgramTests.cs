namespace Emu.User.Tests;

/// <summary>The user-mode guest programs show on our emulator what they show on QEMU, however they are run.</summary>
public sealed class UserProgramTests : IDisposable
{
    private readonly string cache = Directory.CreateTempSubdirectory("emu-user-cache-").FullName;

    public static TheoryData<string> Programs => [.. UserProgram.Names];

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_program_passes_in_the_interpreter(string name) => UserProgram.Named(name).MustPass("interp");

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_program_passes_with_a_cold_and_with_a_warm_cache(string name)
    {
        UserProgram.Named(name).MustPass($"aot,cache-dir={cache}");
        UserProgram.Named(name).MustPass($"aot,cache-dir={cache}");
    }

    public void Dispose() => Directory.Delete(cache, recursive: true);
}
