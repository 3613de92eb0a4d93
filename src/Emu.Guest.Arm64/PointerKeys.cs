namespace Emu.Guest.Arm64;

/// <summary>The keys of pointer authentication, as Linux numbers them for <c>prctl</c>.</summary>
[Flags]
public enum PointerKeys : uint
{
    None = 0,

    /// <summary>APIAKey, of instructions' addresses.</summary>
    Ia = 1,

    /// <summary>APIBKey, of instructions' addresses.</summary>
    Ib = 2,

    /// <summary>APDAKey, of data's addresses.</summary>
    Da = 4,

    /// <summary>APDBKey, of data's addresses.</summary>
    Db = 8,

    /// <summary>APGAKey, of any data.</summary>
    Ga = 16,

    /// <summary>Those that can be disabled.</summary>
    Addresses = Ia | Ib | Da | Db,

    /// <summary>All of them.</summary>
    All = Addresses | Ga,
}
