using Emu.Host;

namespace Emu.CacheFormat;

/// <summary>A cache file cannot be used. The message is one line that names it and the cause.</summary>
/// <param name="fault">The cause.</param>
/// <param name="path">The file or folder.</param>
/// <param name="detail">The value found, or the host's words.</param>
public sealed class CacheFileException(CacheFault fault, string path, string detail = "")
    : Exception(Describe(fault, path, detail))
{
    /// <summary>The cause.</summary>
    public CacheFault Fault { get; } = fault;

    /// <summary>The file or folder.</summary>
    public string Path { get; } = path;

    /// <summary>True when the file's content is at fault, so that another one in its place would do.</summary>
    public bool IsContent => Fault is CacheFault.ForeignFormat or CacheFault.DamagedHeader or CacheFault.OtherVersion
        or CacheFault.OtherImage or CacheFault.Truncated;

    /// <summary>What it means that the host refuses something.</summary>
    internal static CacheFileException Of(HostError error, string path)
    {
        CacheFault fault = error.IsMissing ? CacheFault.Missing
            : error.IsNotPermitted ? CacheFault.NotPermitted : CacheFault.Refused;
        return new CacheFileException(fault, path, error.ToString());
    }

    private static string Describe(CacheFault fault, string path, string detail) =>
        DescribeShown(fault, HostPath.Show(path), detail);

    private static string DescribeShown(CacheFault fault, string path, string detail) => fault switch
    {
        CacheFault.Missing => $"code cache '{path}' does not exist",
        CacheFault.NotRegular => $"code cache '{path}' is not a regular file",
        CacheFault.ForeignOwner => $"code cache '{path}' belongs to another user ({detail}), whose code is not run",
        CacheFault.WritableByOthers =>
            $"code cache '{path}' can be written by other users; forbid that with: chmod go-w '{path}'",
        CacheFault.ForeignLink =>
            $"code cache '{path}' is a symbolic link in a folder that other users may write to, and is not followed; "
            + "name the file itself",
        CacheFault.NotPermitted or CacheFault.Refused => $"code cache '{path}' cannot be used: {detail}",
        CacheFault.ForeignFormat => $"'{path}' is not a code cache",
        CacheFault.DamagedHeader => $"code cache '{path}' has a damaged header",
        CacheFault.OtherVersion => $"code cache '{path}' has format version {detail}, not {CacheLayout.Version}",
        CacheFault.OtherImage => $"code cache '{path}' belongs to another guest image ({detail})",
        CacheFault.Truncated => $"code cache '{path}' is shorter than it says ({detail})",
        CacheFault.Locked => $"code cache '{path}' is kept locked by another process",
        CacheFault.WriteFailed => $"code cache '{path}' cannot be written: {detail}",
        _ => $"code cache '{path}': {fault}",
    };
}
