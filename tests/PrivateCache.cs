using System.Runtime.CompilerServices;

namespace Emu;

/// <summary>Keeps the machines of tests, also those in processes of their own, away from the user's code
/// cache.</summary>
internal static class PrivateCache
{
    [ModuleInitializer]
    internal static void Use()
    {
        string folder = Directory.CreateTempSubdirectory("emu-test-cache-").FullName;
        Environment.SetEnvironmentVariable("XDG_CACHE_HOME", folder);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
    }
}
