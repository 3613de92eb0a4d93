using Emu.Core.Memory;

namespace Emu.Isa;

/// <summary>
/// Which translations must be looked up again: those that an instruction of the guest names, or a fence that another
/// CPU asked for.
/// </summary>
/// <param name="Start">First virtual address; irrelevant when all are meant.</param>
/// <param name="Size">Bytes from there on, or <see cref="AllAddresses"/>.</param>
/// <param name="AddressSpace">The ASID whose mappings are meant, global ones excepted; null for all of all address
/// spaces.</param>
public readonly record struct TranslationFence(VirtualAddress Start, ulong Size, ushort? AddressSpace)
{
    /// <summary>The <see cref="Size"/> that stands for every address.</summary>
    public const ulong AllAddresses = ulong.MaxValue;

    /// <summary>All mappings, global ones too.</summary>
    public static TranslationFence Everything => new(default, AllAddresses, null);
}
