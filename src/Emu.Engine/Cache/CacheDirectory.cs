namespace Emu.Engine.Cache;

/// <summary>The folder of cache files, one a guest image.</summary>
public static class CacheDirectory
{
    /// <summary>Where cache files are when the user names no folder: <c>emu-aot/code</c> in the user's cache
    /// folder.</summary>
    public static string DefaultPath
    {
        get
        {
            string? cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
            // The specification of these variables wants relative ones ignored.
            if (string.IsNullOrEmpty(cache) || !Path.IsPathRooted(cache))
            {
                string home = Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } set ? set : "/";
                cache = Path.Combine(home, ".cache");
            }

            return Path.Combine(cache, "emu-aot", "code");
        }
    }

    /// <summary>What the file of an image is called.</summary>
    public static string FileNameOf(UInt128 imageHash) => $"{imageHash:x32}.emucode";
}
