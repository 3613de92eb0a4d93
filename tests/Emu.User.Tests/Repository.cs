using System.Diagnostics;
using System.Reflection;

namespace Emu.User.Tests;

/// <summary>Where the sources, the executable under test and the built guest programs lie.</summary>
internal static class Repository
{
    private static readonly Lazy<string> Programs = new(FindOrBuild);

    /// <summary>The root folder.</summary>
    public static string Root { get; } = typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    /// <summary>The executable under test: <c>EMU_BIN</c>, or <c>artifacts/emu</c>.</summary>
    public static string Emulator
    {
        get
        {
            string path = Environment.GetEnvironmentVariable("EMU_BIN") ?? Path.Combine(Root, "artifacts", "emu");
            Assert.True(
                File.Exists(path), $"{path} is missing: ./build.sh publish makes it, EMU_BIN names another one.");
            return path;
        }
    }

    /// <summary>The folder of the user-mode guest programs.</summary>
    public static string UserPrograms => Programs.Value;

    /// <summary>The folder of the guest images, of which the installer's ramdisk is one.</summary>
    public static string Guests => Environment.GetEnvironmentVariable("EMU_GUESTS_DIR")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache/emu-aot/guests");

    private static string FindOrBuild()
    {
        string all = Environment.GetEnvironmentVariable("EMU_GUEST_PROGRAMS") is { Length: > 0 } given
            ? given : Path.Combine(Root, "artifacts", "guest-programs");
        string output = Path.Combine(all, "user");
        using Process build = Process.Start(Path.Combine(Root, "tests", "guests", "user", "build.sh"), [output]);
        build.WaitForExit();
        return build.ExitCode == 0 ? output
            : throw new InvalidOperationException("tests/guests/user/build.sh failed; its messages are above.");
    }
}
