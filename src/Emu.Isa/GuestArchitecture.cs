namespace Emu.Isa;

/// <summary>
/// What shared projects may ask of one guest's architecture, away from hot paths. One object a guest, which has no state:
/// any thread may call.
/// </summary>
public abstract class GuestArchitecture
{
    /// <summary>The name in commands, in <c>uname</c> and in cache files, such as <c>x86_64</c>. Permanent.</summary>
    public abstract string Name { get; }

    /// <summary><c>e_machine</c> of the guest's ELF files.</summary>
    public abstract ushort ElfMachine { get; }

    /// <summary>Names features as cache files do: one text for each set. The texts are permanent.</summary>
    public abstract string Describe(Features features);

    /// <summary>Reads what <see cref="Describe"/> has written; false when it is not such a text, or of another
    /// version.</summary>
    public abstract bool TryReadFeatures(string text, out Features features);
}
