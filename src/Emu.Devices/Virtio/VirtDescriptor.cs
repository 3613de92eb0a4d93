using System.Runtime.InteropServices;

namespace Emu.Devices.Virtio;

/// <summary>One descriptor, read once out of guest memory (virtio 1.2, 2.7.5).</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct VirtDescriptor
{
    /// <summary>Bytes of a descriptor in guest memory.</summary>
    public const int Size = 16;

    private const ushort NextFlag = 1, WriteFlag = 2, IndirectFlag = 4;

    /// <summary>Bus address of the buffer.</summary>
    public readonly ulong Address;

    /// <summary>Bytes of the buffer.</summary>
    public readonly uint Length;

    private readonly ushort flags;

    /// <summary>Index of the next descriptor when there is one.</summary>
    public readonly ushort Next;

    /// <summary>Another descriptor follows.</summary>
    public bool HasNext => (flags & NextFlag) != 0;

    /// <summary>The device writes the buffer, else it reads it.</summary>
    public bool IsWritable => (flags & WriteFlag) != 0;

    /// <summary>The buffer is a table of descriptors.</summary>
    public bool IsIndirect => (flags & IndirectFlag) != 0;
}
