using System.Runtime.InteropServices;

namespace Emu.Host;

/// <summary>What the kernel gave this process when it started, as bytes: names of files need not be UTF-8. Needs no
/// <c>/proc</c>.</summary>
/// <remarks>Invariant of the unsafe code: the native shim gives strings that end with a zero and live as long as the
/// process; nobody changes them.</remarks>
public static unsafe partial class ProcessStart
{
    private const ulong DescriptorType = 2, FlagsType = 8, SecureType = 23, KeepsFirstArgument = 1;

    /// <summary>The command line, the program's name first.</summary>
    public static IReadOnlyList<byte[]> Arguments => ReadAll(&ArgumentNative);

    /// <summary>The environment, <c>NAME=VALUE</c> each.</summary>
    public static IReadOnlyList<byte[]> Environment => ReadAll(&EnvironmentNative);

    /// <summary>The program that binfmt_misc opened for its interpreter, which this process is; -1 when it did not
    /// (AT_EXECFD, its O flag).</summary>
    public static int ProgramDescriptor => Auxiliary(DescriptorType) is var descriptor and not 0 ? (int)descriptor : -1;

    /// <summary>binfmt_misc passes the program's own first argument behind its path (AT_FLAGS, its P flag).</summary>
    public static bool HasFirstArgument => (Auxiliary(FlagsType) & KeepsFirstArgument) != 0;

    /// <summary>The process has rights that its caller has not (AT_SECURE): what the caller says about paths is not to
    /// be trusted.</summary>
    public static bool IsSecure => Auxiliary(SecureType) != 0;

    private static byte[][] ReadAll(delegate*<int, byte*> read)
    {
        List<byte[]> strings = [];
        for (byte* text; (text = read(strings.Count)) != null;)
            strings.Add(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text).ToArray());
        return [.. strings];
    }

    [LibraryImport("emunative", EntryPoint = "emu_argument")]
    private static partial byte* ArgumentNative(int index);

    [LibraryImport("emunative", EntryPoint = "emu_environment")]
    private static partial byte* EnvironmentNative(int index);

    [LibraryImport("emunative", EntryPoint = "emu_auxiliary")]
    private static partial ulong Auxiliary(ulong type);
}
