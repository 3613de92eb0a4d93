using Emu.Linux.Abi;
using Emu.Linux.Files;
using Emu.Linux.Memory;
using Emu.Linux.Paths;
using Emu.Linux.Processes;

namespace Emu.Linux.Syscalls;

/// <summary>
/// Serves a call by the host's, as its argument declarations say: pointers become the host's, paths are looked up,
/// structures with another layout are converted.
/// </summary>
/// <remarks>Invariant of the unsafe code: buffers are on this method's stack, or pinned, while the kernel has
/// them.</remarks>
internal sealed unsafe class PassThrough
{
    private const int ArgumentCount = 6, NoFollow = 0x100, LargestLayout = 144, CurrentFolder = -100;

    private readonly long number;
    private readonly bool mayWait;
    private readonly Argument[] arguments;
    private readonly int path = -1, structure = -1, flags = -1;

    public PassThrough(long number, bool mayWait, Argument[] arguments)
    {
        this.number = number;
        this.mayWait = mayWait;
        this.arguments = arguments;
        bool special = false, plain = true;
        for (int i = 0; i < arguments.Length; i++)
        {
            Argument argument = arguments[i];
            if (argument.Kind == ArgumentKind.Path) path = i;
            if (argument.Layout is { } layout)
            {
                if (Math.Max(layout.GuestSize, layout.HostSize) > LargestLayout)
                    throw new ArgumentException($"{layout.Name} has more than {LargestLayout} bytes", nameof(arguments));
                structure = i;
            }

            if (argument.Names == ValueNames.AtFlags) flags = i;
            special |= argument.Kind == ArgumentKind.Path || argument.Layout is not null;
            plain &= !argument.IsPointer && argument.Kind is not (ArgumentKind.Descriptor or ArgumentKind.Folder);
        }
        Handler = special ? InvokeConverting : plain ? InvokePlain : InvokeChecking;
    }

    /// <summary>What serves the call.</summary>
    public SyscallHandler Handler { get; }

    private long InvokePlain(LinuxThread thread, SyscallArguments a) =>
        HostCall.Invoke(thread, number, mayWait, a[0], a[1], a[2], a[3], a[4], a[5]);

    private long InvokeChecking(LinuxThread thread, SyscallArguments a)
    {
        ulong* values = stackalloc ulong[ArgumentCount];
        Convert(thread, a, values);
        while (true)
        {
            long result = HostCall.Invoke(
                thread, number, mayWait, values[0], values[1], values[2], values[3], values[4], values[5]);
            // Another thread may have run code from where the kernel was to write, while the call waited.
            if (result != -Errno.BadAddress || !OpenWritten(thread.Process.Memory, a)) return result;
        }
    }

    private long InvokeConverting(LinuxThread thread, SyscallArguments a)
    {
        ulong* values = stackalloc ulong[ArgumentCount];
        Convert(thread, a, values);
        byte[]? rewritten = null;
        if (path >= 0)
        {
            bool follow = flags < 0 || (a[flags] & NoFollow) == 0;
            int folder = path > 0 && arguments[path - 1].Kind == ArgumentKind.Folder ? a.Int(path - 1) : CurrentFolder;
            rewritten = GuestPath.Rewrite(thread.Process, folder, a[path], follow);
        }
        byte* converted = stackalloc byte[LargestLayout];
        fixed (byte* text = rewritten)
        {
            if (rewritten is not null) values[path] = (ulong)text;
            if (structure >= 0) values[structure] = (ulong)converted;
            long result = HostCall.Invoke(
                thread, number, mayWait, values[0], values[1], values[2], values[3], values[4], values[5]);
            if (result < 0 || structure < 0) return result;
            StructLayout layout = arguments[structure].Layout!;
            Span<byte> guest = stackalloc byte[LargestLayout];
            layout.ToGuest(new(converted, layout.HostSize), guest);
            bool written = thread.Process.Memory.TryWrite(a[structure], guest[..layout.GuestSize]);
            return written ? result : -Errno.BadAddress;
        }
    }

    private void Convert(LinuxThread thread, SyscallArguments a, ulong* values)
    {
        GuestMemory memory = thread.Process.Memory;
        ReservedDescriptors reserved = thread.Process.Reserved;
        for (int i = 0; i < ArgumentCount; i++)
        {
            ulong value = a[i];
            if (i < arguments.Length)
            {
                Argument argument = arguments[i];
                if (argument.IsWritten) value = HostCall.Pointer(memory, value, Extent(argument, a));
                else if (argument.IsPointer) value = HostCall.Source(memory, value, Extent(argument, a));
                else if (argument.Kind is ArgumentKind.Descriptor or ArgumentKind.Folder)
                    value = reserved.Hide(value);
                else if (argument.HasOpenFlags) value = thread.Process.Abi.OpenFlags.ToGeneric(value);
            }
            values[i] = value;
        }
    }

    // True when the kernel could not write to some page for no reason of the program's.
    private bool OpenWritten(GuestMemory memory, SyscallArguments a)
    {
        bool any = false;
        for (int i = 0; i < arguments.Length; i++)
            if (arguments[i].IsWritten) any |= memory.OpenForKernel(a[i], Extent(arguments[i], a));
        return any;
    }

    private ulong Extent(Argument argument, SyscallArguments a)
    {
        int place = argument.CountArgument;
        if (place < 0) return (ulong)argument.Size;
        // Of 32 bits the kernel looks at no more; it refuses what is negative or too many before it reads any.
        bool isInt = place < arguments.Length && arguments[place].Kind == ArgumentKind.Int;
        ulong count = Math.Min(isInt ? (ulong)Math.Max(a.Int(place), 0) : a[place], argument.MostElements);
        // More elements than fit into 64 bits of bytes never are in user space.
        return count > ulong.MaxValue / (ulong)argument.Size ? ulong.MaxValue : count * (ulong)argument.Size;
    }
}
