namespace Emu.Linux.Memory;

/// <summary>
/// A guest process's address space: guest address A is host address <see cref="Base"/> + A. Which pages are mapped, with
/// what protection and from what, is known here as the kernel knows it. Any thread may call.
/// </summary>
/// <remarks>
/// Invariant of the unsafe code: a host address is formed only for guest ranges below <see cref="Limit"/>; whether something
/// is mapped there is the kernel's to say: copies go through the native shim, which turns a fault into a result.
/// </remarks>
public sealed unsafe partial class GuestMemory
{
    /// <summary>Bytes of a page.</summary>
    public const ulong PageSize = 4096;

    /// <summary>Where user space ends on RV64 with Sv39: 256 GiB.</summary>
    public const ulong DefaultLimit = 1ul << 38;

    public GuestMemory(ulong hostBase = 0, ulong limit = DefaultLimit)
    {
        Base = hostBase;
        Limit = limit;
    }

    /// <summary>Host address of guest address 0.</summary>
    public ulong Base { get; }

    /// <summary>First address beyond user space.</summary>
    public ulong Limit { get; }

    /// <summary>True when the range lies in user space, mapped or not (the kernel's <c>access_ok</c>).</summary>
    public bool IsUser(ulong address, ulong length) => address <= Limit && length <= Limit - address;

    /// <summary>The host's address for a guest address in user space, mapped or not.</summary>
    public ulong ToHost(ulong address) => Base + address;
}
