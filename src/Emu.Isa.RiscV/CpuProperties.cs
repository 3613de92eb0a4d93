namespace Emu.Isa.RiscV;

/// <summary>The models and properties of <c>-cpu</c>, and which of them can stand together.</summary>
public static class CpuProperties
{
    /// <summary>The CPU models; both are the full hart.</summary>
    public static readonly IReadOnlyList<string> Models = ["rv64", "max"];

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
        "zfhmin", "zfinx", "zhinx", "zhinxmin", "zicbom", "zihintpause", "zk", "zkn", "zknd", "zkne", "zknh", "zkr",
        "zks", "zksed", "zksh", "zkt", "zmmul",
        "zve32f", "zve64f", "debug",
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
            : $"CPU model '{parts[0]}' is not known; use {string.Join(" or ", Models)}";
        IsaOptions parsed = options;
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
