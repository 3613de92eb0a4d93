namespace Emu.Guest.RiscV;

/// <summary>The models and properties of <c>-cpu</c>, and which of them can stand together.</summary>
public static class CpuProperties
{
    /// <summary>The CPU models; all but the profile are the full hart.</summary>
    public static readonly IReadOnlyList<string> Models = ["rv64", "max", "any", UserProfile];

    /// <summary>The profile that is complete: programs for it need no more.</summary>
    private const string UserProfile = "rva20u64";

    private const Extensions UserProfileExtensions = Extensions.I | Extensions.M | Extensions.A | Extensions.F | Extensions.D
        | Extensions.C | Extensions.Zicsr | Extensions.Zifencei | Extensions.Zicntr | Extensions.U;

    /// <summary>Extensions with one letter, in the order of the ISA string; S and U have no place in it.</summary>
    internal static readonly (Extensions Extension, string Name)[] SingleLetters =
    [
        (Extensions.I, "i"), (Extensions.M, "m"), (Extensions.A, "a"), (Extensions.F, "f"), (Extensions.D, "d"),
        (Extensions.C, "c"),
    ];

    /// <summary>Extensions with longer names, in the order of the ISA string.</summary>
    internal static readonly (Extensions Extension, string Name)[] LongNames =
    [
        (Extensions.Zicboz, "zicboz"), (Extensions.Zicntr, "zicntr"), (Extensions.Zicond, "zicond"),
        (Extensions.Zicsr, "zicsr"),
        (Extensions.Zifencei, "zifencei"), (Extensions.Zba, "zba"), (Extensions.Zbb, "zbb"), (Extensions.Zbs, "zbs"),
        (Extensions.Sstc, "sstc"),
    ];

    private static readonly (Extensions Extension, string Name)[] Modes = [(Extensions.S, "s"), (Extensions.U, "u")];

    private static readonly (PagingMode Mode, string Name)[] PagingModes =
        [(PagingMode.Sv39, "sv39"), (PagingMode.Sv48, "sv48"), (PagingMode.Sv57, "sv57")];

    /// <summary>Extensions that others are built on; the first needs the second.</summary>
    private static readonly (Extensions Extension, Extensions Base)[] Dependencies =
    [
        (Extensions.D, Extensions.F), (Extensions.F, Extensions.Zicsr), (Extensions.Zicntr, Extensions.Zicsr),
        (Extensions.S, Extensions.U), (Extensions.U, Extensions.Zicsr), (Extensions.Sstc, Extensions.S),
    ];

    /// <summary>Properties that QEMU's command lines turn off and that this hart never has.</summary>
    private static readonly string[] Absent =
    [
        "e", "h", "v", "svinval", "svnapot", "svpbmt", "zawrs", "zbc", "zbkb", "zbkc", "zbkx", "zdinx", "zfh",
        "zfhmin", "zfinx", "zhinx", "zhinxmin", "zicbom", "zk", "zkn", "zknd", "zkne", "zknh", "zkr",
        "zks", "zksed", "zksh", "zkt",
        "zve32f", "zve64f", "debug", "zimop", "zcmop", "zihpm", "svade", "svvptc", "zcb", "zfa", "zacas", "zabha", "zama16b",
        "zvfh", "zvfhmin", "zvbb", "zvbc", "zvkb", "zvkt", "smstateen", "ssstateen", "sscofpmf", "smaia", "ssaia", "x-smaia",
        "x-ssaia", "x-h", "x-j", "x-zawrs", "short-isa-string", "pmu-num",
    ];

    /// <summary>Extensions whose instructions are hints, which every hart may execute as nothing.</summary>
    private static readonly string[] Hints = ["zihintpause", "zihintntl", "zicbop"];

    /// <summary>Names for what this hart does anyway, and what it belongs to: it can be said, but not be turned off
    /// alone (RISC-V profiles, RVA20 and RVA22).</summary>
    private static readonly (string Name, Extensions Base)[] Facts =
    [
        ("zic64b", Extensions.I), ("ziccif", Extensions.I), ("ziccrse", Extensions.A), ("ziccamoa", Extensions.A),
        ("zicclsm", Extensions.I), ("za64rs", Extensions.A), ("zmmul", Extensions.M), ("zaamo", Extensions.A),
        ("zalrsc", Extensions.A), ("ssccptr", Extensions.S), ("sstvala", Extensions.S), ("sstvecd", Extensions.S),
        ("sscounterenw", Extensions.S), ("ssu64xl", Extensions.S), ("svadu", Extensions.S),
    ];

    /// <summary>Properties with values, and those that are true of this hart.</summary>
    private static readonly (string Name, string[] Values)[] Settings =
    [
        ("priv_spec", ["v1.12.0"]), ("vext_spec", ["v1.0"]), ("cboz_blocksize", ["64"]), ("cbom_blocksize", ["64"]),
        ("cbop_blocksize", ["64"]), ("pmu-num", ["0"]),
    ];

    /// <summary>Profiles, and what of them is not there (RISC-V profiles, RVA20, RVA22 and RVA23).</summary>
    private static readonly (string Name, string Missing)[] Profiles =
    [
        ("rva20s64", "svade"), ("rva22u64", "zihpm, zicbom, zfhmin, zkt"),
        ("rva22s64", "svade, svpbmt, svinval, zihpm, zicbom, zfhmin, zkt"), ("rva23u64", "v and others"), ("rva23s64", "v, h and others"),
    ];

    /// <summary>Names of all properties that can be turned on or off, for <c>-cpu help</c>.</summary>
    public static IEnumerable<string> Names =>
        [.. Switches().Select(each => each.Name), .. PagingModes.Select(each => each.Name), "mmu", "pmp"];

    internal static bool TryParse(string text, out IsaOptions options, out string error)
    {
        options = new IsaOptions();
        string[] parts = text.Split(',');
        error = Models.Contains(parts[0])
            ? ""
            : Array.Find(Profiles, profile => profile.Name == parts[0]) is { Name: not null } profile
                ? $"the profile '{parts[0]}' is not complete here, it lacks {profile.Missing}; use rv64, which has all that there is"
                : $"CPU model '{parts[0]}' is not known; use {string.Join(", ", Models.SkipLast(1))} or {Models[^1]}";
        IsaOptions parsed = parts[0] == UserProfile ? options with { Extensions = UserProfileExtensions } : options;
        PagingMode? widest = null;
        foreach (string part in parts.Skip(1))
        {
            if (error.Length != 0) return false;
            error = Apply(part, ref parsed, ref widest);
        }

        if (error.Length == 0 && widest is { } mode && mode < parsed.HighestPagingMode)
            parsed = parsed with { HighestPagingMode = mode };
        if (error.Length == 0) error = FindContradiction(parsed);
        if (error.Length != 0) return false;
        options = parsed;
        return true;
    }

    private static IEnumerable<(Extensions Extension, string Name)> Switches() =>
        SingleLetters.Concat(Modes).Concat(LongNames);

    private static string Apply(string part, ref IsaOptions options, ref PagingMode? widest)
    {
        int equals = part.IndexOf('=');
        string name = equals < 0 ? part : part[..equals];
        if (part.Length == 0) return "CPU property '' is empty; remove a comma";
        if (equals < 0) return $"CPU property '{part}' has no value; write {name}=on or {name}=off";
        foreach ((string setting, string[] values) in Settings)
            if (name == setting && values.Contains(part[(equals + 1)..])) return "";
        if (ParseSwitch(part[(equals + 1)..]) is not { } on)
            return $"CPU property '{part}' has a value that is neither on nor off; write {name}=on or {name}=off";
        string key = name.ToLowerInvariant();
        if (key == "counters") key = "zicntr";
        foreach ((Extensions extension, string known) in Switches())
        {
            if (key != known) continue;
            Extensions chosen = on ? options.Extensions | extension : options.Extensions & ~extension;
            options = options with { Extensions = chosen };
            return "";
        }

        foreach ((PagingMode mode, string known) in PagingModes)
        {
            if (key != known) continue;
            if (on) widest = widest is { } other && other > mode ? other : mode;
            else if (options.HighestPagingMode >= mode) options = options with { HighestPagingMode = Below(mode) };
            return "";
        }

        return ApplyUnit(name, key, on, ref options);
    }

    private static string ApplyUnit(string name, string key, bool on, ref IsaOptions options)
    {
        if (key == "pmp") options = options with { PmpRegions = on ? 16 : 0 };
        else if (key == "mmu")
            options = options with { HighestPagingMode = on ? options.HighestPagingMode : PagingMode.Bare };
        else if (Hints.Contains(key)) return "";
        else if (Array.Find(Facts, fact => fact.Name == key) is { Name: not null } fact)
            return on || !options.Has(fact.Base) ? "" : $"CPU property '{name}' cannot be off alone; leave it out, or turn off {NameOf(fact.Base)}";
        else if (!Absent.Contains(key)) return $"CPU property '{name}' is not known; '-cpu help' lists those that are";
        else if (on) return $"CPU property '{name}' is not supported; leave it out or write {name}=off";
        return "";
    }

    private static bool? ParseSwitch(string value) => value switch
    {
        "on" or "true" or "yes" or "y" => true,
        "off" or "false" or "no" or "n" => false,
        _ => null,
    };

    private static PagingMode Below(PagingMode mode) => mode == PagingMode.Sv39 ? PagingMode.Bare : mode - 1;

    private static string FindContradiction(IsaOptions options)
    {
        if (!options.Has(Extensions.I)) return "a CPU needs the base instruction set; leave out i=off";
        // Without C a jump to a multiple of 2 traps at the jump, which the engines do not look for.
        if (!options.Has(Extensions.C)) return "CPU property 'c' cannot be off here; leave out c=off";
        foreach ((Extensions extension, Extensions needed) in Dependencies)
        {
            if (!options.Has(extension) || options.Has(needed)) continue;
            string name = NameOf(extension);
            return $"CPU property '{name}' needs '{NameOf(needed)}'; turn {name} off as well";
        }

        return "";
    }

    private static string NameOf(Extensions extension) => Switches().First(each => each.Extension == extension).Name;
}
