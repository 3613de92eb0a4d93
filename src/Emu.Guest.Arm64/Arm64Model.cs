using Emu.Core.Memory;
using Emu.Core.Time;
using Emu.Guest.Arm64.Privileged;
using Emu.Isa;

namespace Emu.Guest.Arm64;

/// <summary>What a CPU consists of: the model that the user chose with <c>-cpu</c>.</summary>
public sealed record Arm64Model : CpuModel
{
    /// <summary>What the emulator has of the instruction set; models are cut to it, and <c>max</c> is all of it.</summary>
    public const Arm64Features Implemented = Arm64Features.Crc32 | Arm64Features.Lse | Arm64Features.Rcpc
        | Arm64Features.Rcpc2 | Arm64Features.FlagM | Arm64Features.FlagM2 | Arm64Features.Sb | Arm64Features.Ssbs
        | Arm64Features.Dit | Arm64Features.Rng | Arm64Features.DcPop | Arm64Features.DcPodp | Arm64Features.Aes
        | Arm64Features.Pmull | Arm64Features.Sha1 | Arm64Features.Sha256 | Arm64Features.Sha512 | Arm64Features.Sha3
        | Arm64Features.Sm3 | Arm64Features.Sm4 | Arm64Features.Rdm | Arm64Features.DotProd | Arm64Features.I8mm | Arm64Features.Fp16
        | Arm64Features.Fhm | Arm64Features.Jscvt | Arm64Features.Fcma | Arm64Features.Frint | Arm64Features.Bf16
        | Arm64Features.Pauth | Arm64Features.Pan | Arm64Features.Uao | Arm64Features.Hafdbs | Arm64Features.Hpds
        | Arm64Features.E0pd | Arm64Features.LargeAddresses | Arm64Features.TlbRange;

    private const Arm64Features Version80 = Arm64Features.Crc32 | Arm64Features.Aes | Arm64Features.Pmull
        | Arm64Features.Sha1 | Arm64Features.Sha256;

    private const Arm64Features Version82 = Version80 | Arm64Features.Lse | Arm64Features.Rdm | Arm64Features.Rcpc
        | Arm64Features.DotProd | Arm64Features.Fp16 | Arm64Features.DcPop | Arm64Features.Ssbs | Arm64Features.Pan
        | Arm64Features.Uao | Arm64Features.Hafdbs | Arm64Features.Hpds;

    private static readonly Arm64Model[] Known =
    [
        new("cortex-a53", Version80, 0x410f_d034, 40), new("cortex-a57", Version80, 0x411f_d070, 44),
        new("cortex-a72", Version80, 0x410f_d083, 44), new("cortex-a76", Version82, 0x414f_d0b1, 40),
        new("neoverse-n1", Version82, 0x414f_d0c1, 48), new("max", Implemented, 0x000f_0510, 52),
    ];

    private Arm64Model(string name, Arm64Features features, uint mainId, int addressBits)
    {
        Name = name;
        AddressBits = addressBits;
        Has = features & Implemented;
        MainId = mainId;
    }

    /// <summary>The model that is meant when the user names none: all that there is.</summary>
    public static Arm64Model Max => Known[^1];

    /// <summary>Names of the models, for <c>-cpu help</c>.</summary>
    public static IEnumerable<string> Names => Known.Select(model => model.Name);

    /// <summary>The name in <c>-cpu</c>.</summary>
    public string Name { get; }

    /// <summary>The parts of the instruction set.</summary>
    public Arm64Features Has { get; init; }

    /// <summary>Bits of a physical address.</summary>
    public int AddressBits { get; }

    /// <summary>What the CPU has of address translation.</summary>
    internal TranslationLimits Translation => new(
        AddressBits, Has.HasFlag(Arm64Features.Hafdbs), Has.HasFlag(Arm64Features.Hpds), Has.HasFlag(Arm64Features.E0pd),
        Has.HasFlag(Arm64Features.LargeAddresses), Has.HasFlag(Arm64Features.Pauth));

    /// <summary>MIDR_EL1.</summary>
    public uint MainId { get; }

    /// <inheritdoc/>
    public override GuestArchitecture Architecture => Arm64Architecture.Instance;

    /// <inheritdoc/>
    public override Features Features => new((ulong)Has);

    /// <summary>Reads the value of <c>-cpu</c>.</summary>
    /// <param name="text">The value as the user wrote it.</param>
    /// <param name="model">What it means; <see cref="Max"/> when it is wrong.</param>
    /// <param name="error">One line that names what is wrong and the remedy; empty when all is well.</param>
    public static bool TryParse(string text, out Arm64Model model, out string error)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split(',');
        string name = parts[0] is "any" ? Max.Name : parts[0];
        Arm64Model? found = Array.Find(Known, each => each.Name == name);
        model = found ?? Max;
        error = found is null
            ? $"CPU model '{name}' is not known; use {string.Join(", ", Names.SkipLast(1))} or {Max.Name}"
            : "";
        foreach (string property in parts.Skip(1))
        {
            if (error.Length == 0) error = TryRefine(property, ref model);
        }

        if (error.Length != 0) model = Max;
        return error.Length == 0;
    }

    /// <inheritdoc/>
    public override Cpu CreateCpu(int id, AddressMap memory, EventLoop events) => new Arm64Cpu(id, this, memory, events);

    // Sets one property of QEMU's models; what is wrong with it, or nothing.
    private static string TryRefine(string property, ref Arm64Model model)
    {
        string[] parts = property.Split('=');
        string name = parts[0];
        bool? value = parts.Length != 2 ? null : parts[1] switch
        {
            "on" or "yes" or "true" or "y" => true,
            "off" or "no" or "false" or "n" => false,
            _ => null,
        };
        bool isMax = model.Name == Max.Name;
        switch (name, value)
        {
            case ("pauth" or "pauth-impdef", null):
                return $"CPU property '{property}' is neither on nor off; write {name}=on or {name}=off";
            case ("pauth", { } isOn) when isMax:
                model = model with { Has = isOn ? model.Has | Arm64Features.Pauth : model.Has & ~Arm64Features.Pauth };
                return "";
            case ("pauth-impdef", { } isOn) when isMax:
                model = model with { Has = isOn ? model.Has & ~Arm64Features.Qarma5 : model.Has | Arm64Features.Qarma5 };
                return "";
            case ("pauth" or "pauth-impdef" or "sve" or "sme" or "lpa2" or "pmu", false):
                return "";
            case ("pauth" or "pauth-impdef" or "sve" or "sme" or "lpa2" or "pmu", _):
                return $"CPU property '{property}' is not supported; leave it out or write {name}=off";
            default:
                return $"CPU property '{name}' is not known; remove it";
        }
    }
}
