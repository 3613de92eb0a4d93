using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Emu.Llvm.Interop;

/// <summary>Texts on their way to LLVM and back.</summary>
/// <remarks>Invariant of the unsafe code: <see cref="Empty"/> is constant data of the image and never moves.</remarks>
internal static unsafe class NativeText
{
    /// <summary>The empty name.</summary>
    internal static byte* Empty
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference("\0"u8));
    }

    /// <summary>A zero-terminated copy.</summary>
    internal static byte[] Terminated(string text)
    {
        byte[] bytes = new byte[Encoding.UTF8.GetMaxByteCount(text.Length) + 1];
        Encoding.UTF8.GetBytes(text, bytes);
        return bytes;
    }

    /// <summary>A zero-terminated copy.</summary>
    internal static byte[] Terminated(ReadOnlySpan<byte> text) => [.. text, 0];

    /// <summary>Copies a message that LLVM allocated, and frees it.</summary>
    internal static string Take(byte* message)
    {
        if (message == null) return "";
        string text = Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(message));
        LLVM.DisposeMessage(message);
        return text;
    }
}
