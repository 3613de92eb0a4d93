using System.Globalization;
using System.Reflection;

namespace Emu.Isa.RiscV.Tests.Disassembly;

/// <summary>The fixed bits of an instruction's encoding, read from its attribute; the other bits may be anything.</summary>
internal sealed record EncodingTemplate(string Syntax, uint Mask, uint Match)
{
    /// <summary>One for each instruction method.</summary>
    public static IReadOnlyList<EncodingTemplate> All { get; } =
    [
        .. typeof(Decoder).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Select(method => method.GetCustomAttribute<InstructionAttribute>())
            .OfType<InstructionAttribute>()
            .Select(Read),
    ];

    /// <summary>The encoding with its free bits taken from <paramref name="bits"/>.</summary>
    public uint Fill(uint bits) => (bits & ~Mask) | Match;

    private static EncodingTemplate Read(InstructionAttribute instruction)
    {
        ulong mask = 0;
        ulong match = 0;
        int width = 0;
        foreach (string field in instruction.Encoding.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            bool isFixed = field.All(digit => digit is '0' or '1');
            int bits = isFixed
                ? field.Length
                : int.Parse(field.AsSpan(field.LastIndexOf(':') + 1), CultureInfo.InvariantCulture);
            width += bits;
            mask = (mask << bits) | (isFixed ? (1UL << bits) - 1 : 0);
            match = (match << bits) | (isFixed ? Convert.ToUInt64(field, 2) : 0);
        }

        return new(instruction.Syntax, (uint)mask | (width == 16 ? 0xffff0000 : 0), (uint)match);
    }
}
