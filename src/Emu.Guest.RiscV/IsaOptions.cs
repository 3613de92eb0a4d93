using System.Text;
using Emu.Core.Memory;
using Emu.Core.Time;
using Emu.Guest.RiscV.Privileged;
using Emu.Isa;

namespace Emu.Guest.RiscV;

/// <summary>
/// What a hart consists of: the instruction sets and the privileged features that the user chose with <c>-cpu</c>.
/// </summary>
public sealed record IsaOptions : CpuModel
{
    /// <inheritdoc/>
    public override GuestArchitecture Architecture => RiscVArchitecture.Instance;

    /// <inheritdoc/>
    public override Features Features => RiscVArchitecture.FeaturesOf(Extensions);

    /// <summary>Instruction sets and modes; an encoding or a register of one that is missing is illegal.</summary>
    public Extensions Extensions { get; init; } = Extensions.All;

    /// <summary>The widest translation scheme that <c>satp</c> accepts; the narrower ones come with it.</summary>
    public PagingMode HighestPagingMode { get; init; } = PagingMode.Sv57;

    /// <summary>Entries of the physical memory protection unit: 0, 16 or 64.</summary>
    public int PmpRegions { get; init; } = 16;

    /// <summary>
    /// The device tree's <c>riscv,isa</c>: single letters, then the longer names (<c>rv64imafdc_zicsr_zba</c>).
    /// </summary>
    public string IsaString
    {
        get
        {
            StringBuilder text = new("rv64");
            foreach ((Extensions extension, string name) in CpuProperties.SingleLetters)
                if (Has(extension)) text.Append(name);
            foreach ((Extensions extension, string name) in CpuProperties.LongNames)
                if (Has(extension)) text.Append('_').Append(name);
            return text.ToString();
        }
    }

    /// <summary>
    /// The device tree's <c>riscv,isa-extensions</c>: the names of <see cref="IsaString"/> one by one.
    /// </summary>
    public IEnumerable<string> ExtensionNames =>
        CpuProperties.SingleLetters.Concat(CpuProperties.LongNames).Where(each => Has(each.Extension)).Select(each => each.Name);

    /// <inheritdoc/>
    public override Cpu CreateCpu(int id, AddressMap memory, EventLoop events) => new Hart(id, this, memory, events);

    /// <summary>True when all of <paramref name="extensions"/> are there.</summary>
    public bool Has(Extensions extensions) => (Extensions & extensions) == extensions;

    /// <summary>
    /// Reads the value of <c>-cpu</c>: a model, then properties to change (<c>rv64,zba=off,sv57=off</c>).
    /// </summary>
    /// <param name="text">The value as the user wrote it.</param>
    /// <param name="options">What it means; the default hart when it is wrong.</param>
    /// <param name="error">One line that names what is wrong and the remedy; empty when all is well.</param>
    public static bool TryParse(string text, out IsaOptions options, out string error)
    {
        ArgumentNullException.ThrowIfNull(text);
        return CpuProperties.TryParse(text, out options, out error);
    }
}
