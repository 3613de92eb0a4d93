using System.Runtime.InteropServices;
using Emu.Llvm.CodeGeneration;

namespace Emu.Llvm.Tests;

/// <summary>Generated code at an address where it can be run, chosen by the test.</summary>
/// <remarks>Invariant of the unsafe code: the mapping is readable and executable until <see cref="Dispose"/>.</remarks>
internal sealed unsafe partial class ExecutableCode : IDisposable
{
    private const int Room = 1 << 16, Readable = 1, Writable = 2, Executable = 4, PrivateAnonymous = 0x22;

    private readonly nint mapping;
    private readonly nint entry;

    /// <param name="code">The code.</param>
    /// <param name="offset">How far into fresh memory it is put: a multiple of its alignment.</param>
    public ExecutableCode(ObjectCode code, int offset = 0)
    {
        Assert.True(offset % ObjectCode.Alignment == 0 && offset + code.Bytes.Length <= Room);
        mapping = Map(0, Room, Readable | Writable, PrivateAnonymous, -1, 0);
        Assert.NotEqual(-1, mapping);
        entry = mapping + offset;
        Marshal.Copy(code.Bytes, 0, entry, code.Bytes.Length);
        Assert.Equal(0, Protect(mapping, Room, Readable | Executable));
    }

    public ulong Call(ulong argument) => ((delegate* unmanaged<ulong, ulong>)entry)(argument);

    public double Call(double argument) => ((delegate* unmanaged<double, double>)entry)(argument);

    public void Dispose() => Assert.Equal(0, Unmap(mapping, Room));

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Map(nint address, nint length, int protection, int flags, int descriptor, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(nint address, nint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(nint address, nint length);
}
