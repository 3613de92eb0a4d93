using System.Runtime.InteropServices;

namespace Emu.Host;

/// <summary>A range of host memory that a vectored read or write fills or takes, laid out as the host's
/// <c>struct iovec</c>.</summary>
/// <param name="Address">Host address of the first byte. Whoever makes the segment keeps the memory alive and in place
/// until the request that uses it has completed.</param>
/// <param name="Length">Bytes.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct IoSegment(nint Address, nint Length);
