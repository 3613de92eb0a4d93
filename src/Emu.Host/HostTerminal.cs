using System.Runtime.InteropServices;

namespace Emu.Host;

/// <summary>The terminal on standard input; signals and stops are dealt with in <c>native/terminal.c</c>.</summary>
public sealed partial class HostTerminal : ITerminal
{
    public bool IsPresent { get; } = IsTerminal(HostDescriptor.StandardInput) != 0;

    public (int Columns, int Rows)? Size =>
        IsPresent && GetSize(HostDescriptor.StandardInput, out int columns, out int rows) == 0
        && columns > 0 && rows > 0
            ? (columns, rows)
            : null;

    public void EnterRaw(bool keepSignalKeys)
    {
        if (!IsPresent) return;
        int error = EnterRawNative(HostDescriptor.StandardInput, keepSignalKeys ? 1 : 0);
        if (error < 0)
            throw new IOException($"the terminal cannot be put into raw mode: {HostDescriptor.Describe(error)}");
    }

    public void Restore() => RestoreNative();

    [LibraryImport("emunative", EntryPoint = "emu_terminal_is")]
    private static partial int IsTerminal(int descriptor);

    [LibraryImport("emunative", EntryPoint = "emu_terminal_size")]
    private static partial int GetSize(int descriptor, out int columns, out int rows);

    [LibraryImport("emunative", EntryPoint = "emu_terminal_enter_raw")]
    private static partial int EnterRawNative(int descriptor, int keepSignalKeys);

    [LibraryImport("emunative", EntryPoint = "emu_terminal_restore")]
    private static partial void RestoreNative();
}
