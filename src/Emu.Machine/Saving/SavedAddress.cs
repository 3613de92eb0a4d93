using Emu.Host;
using Emu.Model.State;
using Microsoft.Win32.SafeHandles;

namespace Emu.Machine.Saving;

/// <summary>Where a machine is saved to and comes from, in QEMU's words: <c>file:PATH</c>, or <c>fd:NAME</c>, a descriptor that a
/// program has passed.</summary>
public static class SavedAddress
{
    private const string FilePrefix = "file:", DescriptorPrefix = "fd:";

    /// <summary>The word for a machine that a monitor names later.</summary>
    public const string Deferred = "defer";

    /// <summary>True for an address of a kind that there is.</summary>
    public static bool IsKnown(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.StartsWith(FilePrefix, StringComparison.Ordinal) || address.StartsWith(DescriptorPrefix, StringComparison.Ordinal);
    }

    /// <summary>Opens an address for a machine that is saved; a file is made, or emptied, and others may not read it.</summary>
    /// <exception cref="StateException">It cannot be had; the message is for the user.</exception>
    public static Stream Create(string address) => Open(
        address,
        path =>
        {
            FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 0 };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            return new FileStream(path, options);
        },
        FileAccess.Write);

    /// <summary>Opens an address of a saved machine.</summary>
    /// <exception cref="StateException">It cannot be had; the message is for the user.</exception>
    public static Stream OpenSaved(string address) => Open(
        address, path => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete), FileAccess.Read);

    /// <summary>What messages call an address.</summary>
    public static string NameOf(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.StartsWith(FilePrefix, StringComparison.Ordinal) ? address[FilePrefix.Length..] : address;
    }

    private static Stream Open(string address, Func<string, Stream> open, FileAccess access)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.StartsWith(FilePrefix, StringComparison.Ordinal))
        {
            string path = address[FilePrefix.Length..];
            if (path.Contains(",offset=", StringComparison.Ordinal))
                throw new StateException($"'{address}': a machine begins where its file does; leave out offset=");
            try
            {
                return open(path);
            }
            catch (Exception e) when (FileFailure.IsOf(e) || e is ArgumentException)
            {
                throw new StateException($"{path}: {FileFailure.Explain(path, e)}");
            }
        }

        if (!address.StartsWith(DescriptorPrefix, StringComparison.Ordinal))
            throw new StateException($"unknown migration protocol: {address}; give file:PATH, or fd:NAME after getfd");
        if (!PassedDescriptors.TryResolve(address[DescriptorPrefix.Length..], out int descriptor))
            throw new StateException($"File descriptor named '{address[DescriptorPrefix.Length..]}' not found");
        return new FileStream(new SafeFileHandle(descriptor, ownsHandle: true), access, bufferSize: 0);
    }
}
