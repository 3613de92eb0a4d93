namespace Emu.User.Tests;

/// <summary>The user-mode guest programs with all code translated by LLVM at its first run.</summary>
public sealed class OptimizedUserProgramTests(SharedCache cache) : IClassFixture<SharedCache>
{
    // LLVM takes seconds for the C library, but only once when it is a file of its own; and much longer for that of C++, for
    // which one guest has to do.
    public static TheoryData<string> Programs =>
    [
        .. UserProgram.NamesOfTheGuests.Where(name =>
            name.EndsWith(".dynamic") && name != "aarch64/cxx/standard_library.dynamic"),
    ];

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_program_passes_when_LLVM_translates_all_at_once(string name) =>
        UserProgram.Named(name).MustPass($"aot,warm=1,hot=1,wait=on,cache-dir={cache.Folder}");
}
