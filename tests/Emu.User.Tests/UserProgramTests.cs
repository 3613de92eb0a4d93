namespace Emu.User.Tests;

/// <summary>The user-mode guest programs show on our emulator what they show on QEMU, however they are run.</summary>
public sealed class UserProgramTests : IDisposable
{
    private readonly string cache = Directory.CreateTempSubdirectory("emu-user-cache-").FullName;

    // What repeats the kernel's tests runs once here and once there.
    public static TheoryData<string> InterpretedPrograms =>
        [.. UserProgram.Names.Where(name => !UserProgram.Named(name).Repeats("static"))];

    public static TheoryData<string> CachedPrograms =>
        [.. UserProgram.Names.Where(name => !UserProgram.Named(name).Repeats("dynamic"))];

    [Theory]
    [MemberData(nameof(InterpretedPrograms))]
    public void A_program_passes_in_the_interpreter(string name) => UserProgram.Named(name).MustPass("interp");

    [Theory]
    [MemberData(nameof(CachedPrograms))]
    public void A_program_passes_with_a_cold_and_with_a_warm_cache(string name)
    {
        UserProgram.Named(name).MustPass($"aot,cache-dir={cache}");
        UserProgram.Named(name).MustPass($"aot,cache-dir={cache}");
    }

    public void Dispose() => Directory.Delete(cache, recursive: true);
}
