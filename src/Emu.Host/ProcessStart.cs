using System.Runtime.InteropServices;

namespace Emu.Host;

/// <summary>What the kernel gave this process when it started, as bytes: names of files need not be UTF-8. Needs no
/// <c>/proc</c>.</summary>
/// <remarks>Invariant of the unsafe code: the native shim gives strings that end with a zero and live as long as the
/// process; nobody changes them.</remarks>
public static unsafe partial class ProcessStart
{
    private const ulong FlagsType = 8, SecureType = 23, KeepsFirstArgument = 1;

    /// <summary>The command line, the program's name first.</summary>
    public static IReadOnlyList<byte[]> Arguments => ReadAll(&ArgumentNative);

    /// <summary>The environment, <c>NAME=VALUE</c> each.</summary>
    public static IReadOnlyList<byte[]> Environment => ReadAll(&EnvironmentNative);

    /// <summary>The program that binfmt_misc opened for its interpreter, which this process is; -1 when it did not
    /// (AT_EXECFD, its O flag).</summary>
    public static int ProgramDescriptor => ProgramDescriptorNative();

    /// <summary>binfmt_misc passes the program's own first argument behind its path (AT_FLAGS, its P flag).</summary>
    public static bool HasFirstArgument => (Auxiliary(FlagsType) & KeepsFirstArgument) != 0;

    /// <summary>The process has rights that its caller has not (AT_SECURE): what the caller says about paths is not to
    /// be trusted.</summary>
    public static bool IsSecure => Auxiliary(SecureType) != 0;

    /// <summary>The soft limit on the stack with which the process was started; <see cref="ulong.MaxValue"/> is
    /// none.</summary>
    public static ulong StackLimit => StackLimitNative();

    /// <summary>Lets signals do to the process what they would do to a program that has just been executed, until its first
    /// thread takes them. On that thread.</summary>
    public static void LetSignalsIn() => LetSignalsInNative();

    /// <summary>Closes again those of the descriptors 0 to 2 that were closed at the start, for a program that is to find
    /// them so. Until then nothing else gets their numbers.</summary>
    public static void ReleaseStandardDescriptors() => ReleaseStandardDescriptorsNative();

    private static byte[][] ReadAll(delegate*<int, byte*> read)
    {
        List<byte[]> strings = [];
        for (byte* text; (text = read(strings.Count)) != null;)
            strings.Add(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text).ToArray());
        return [.. strings];
    }

    [LibraryImport("emunative", EntryPoint = "emu_program_descriptor")]
    private static partial int ProgramDescriptorNative();

    [LibraryImport("emunative", EntryPoint = "emu_stack_limit")]
    private static partial ulong StackLimitNative();

    [LibraryImport("emunative", EntryPoint = "emu_signals_let_in")]
    private static partial void LetSignalsInNative();

    [LibraryImport("emunative", EntryPoint = "emu_standard_descriptors_release")]
    private static partial void ReleaseStandardDescriptorsNative();

    [LibraryImport("emunative", EntryPoint = "emu_argument")]
    private static partial byte* ArgumentNative(int index);

    [LibraryImport("emunative", EntryPoint = "emu_environment")]
    private static partial byte* EnvironmentNative(int index);

    [LibraryImport("emunative", EntryPoint = "emu_auxiliary")]
    private static partial ulong Auxiliary(ulong type);
}
