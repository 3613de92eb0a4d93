namespace Emu.Linux.Abi;

/// <summary>The numbers of the six registers of a system call's arguments, packed so that a call reads them with one
/// shift.</summary>
public readonly record struct ArgumentRegisters
{
    private const int Count = 6, BitsPerNumber = 8, Mask = (1 << BitsPerNumber) - 1;

    private readonly ulong packed;

    /// <param name="numbers">Six numbers of registers below 256, that of the first argument first.</param>
    /// <exception cref="ArgumentException">There are not six, or one is too large.</exception>
    public ArgumentRegisters(params ReadOnlySpan<int> numbers)
    {
        if (numbers.Length != Count) throw new ArgumentException($"a system call has {Count} arguments", nameof(numbers));
        for (int i = 0; i < Count; i++)
        {
            if (numbers[i] is < 0 or > Mask) throw new ArgumentException($"{numbers[i]} is no register", nameof(numbers));
            packed |= (ulong)numbers[i] << (i * BitsPerNumber);
        }
    }

    /// <summary>The register of argument 0 to 5.</summary>
    public int this[int index] => (int)(packed >> (index * BitsPerNumber)) & Mask;
}
