using System.Globalization;
using System.Text.RegularExpressions;
using Emu.Isa.Generator.Model;

namespace Emu.Isa.Generator.Reading;

/// <summary>Reads the encoding language that <c>InstructionAttribute</c> documents.</summary>
internal sealed class EncodingParser
{
    private static readonly Regex FieldPattern = new(
        @"^(?<name>[A-Za-z_]\w*)(?<compressed>')?(\[(?<bits>[^\]]*)\])?(!=(?<excluded>[^:]*))?:(?<width>\d+)$",
        RegexOptions.CultureInvariant);

    private static readonly Regex IgnoredPattern = new(@"^-:(?<width>\d+)$", RegexOptions.CultureInvariant);

    private static readonly Regex BitsPattern = new(@"^(?<high>\d+)(:(?<low>\d+))?$", RegexOptions.CultureInvariant);

    private readonly InstructionFormat format;
    private readonly List<Problem> problems;
    private readonly List<OperandBuilder> operands = [];
    private int position;
    private uint fixedMask;
    private uint fixedBits;

    private EncodingParser(InstructionFormat format, List<Problem> problems)
    {
        this.format = format;
        this.problems = problems;
    }

    /// <summary>The encoding, or null after adding what is wrong with it to <paramref name="problems"/>.</summary>
    public static Encoding? Parse(string text, InstructionFormat format, List<Problem> problems)
    {
        int before = problems.Count;
        Encoding? encoding = new EncodingParser(format, problems).Parse(text);
        return problems.Count == before ? encoding : null;
    }

    private Encoding? Parse(string text)
    {
        string[] fields = text.Split([' '], StringSplitOptions.RemoveEmptyEntries);
        int?[] widths = [.. fields.Select(WidthOf)];
        for (int i = 0; i < fields.Length; i++)
        {
            if (widths[i] is null or 0)
                Report(Diagnostics.MalformedEncoding, fields[i], "a field is fixed bits, 'name:width' or '-:width'");
        }

        if (problems.Count != 0)
            return null;

        int total = widths.Sum() ?? 0;
        if (total is not (16 or 32))
        {
            Report(Diagnostics.WrongWidth, Text(total));
            return null;
        }

        position = total;
        for (int i = 0; i < fields.Length; i++)
        {
            int width = widths[i].GetValueOrDefault();
            position -= width;
            ReadField(fields[i], width);
        }

        CheckLength(total);
        return new(total, fixedMask, fixedBits, operands.Select(operand => operand.Build()).ToEquatableArray());
    }

    private static int? WidthOf(string field)
    {
        if (IsFixed(field))
            return field.Length;

        Match match = FieldPattern.Match(field) is { Success: true } named ? named : IgnoredPattern.Match(field);
        return match.Success && TryParse(match.Groups["width"].Value, out int width) && width <= 32 ? width : null;
    }

    private void ReadField(string field, int width)
    {
        if (IsFixed(field))
        {
            fixedMask |= Encoding.Ones(width) << position;
            fixedBits |= Convert.ToUInt32(field, 2) << position;
            return;
        }

        Match match = FieldPattern.Match(field);
        if (!match.Success)
            return;

        bool hasBits = match.Groups["bits"].Success;
        List<Fragment>? fragments = hasBits
            ? ReadBits(field, match.Groups["bits"].Value, width)
            : [new Fragment(position, 0, width)];
        if (fragments is null)
            return;

        OperandBuilder operand = OperandNamed(match.Groups["name"].Value);
        foreach (Fragment fragment in fragments)
            AddFragment(operand, fragment);
        operand.IsCompressed |= match.Groups["compressed"].Success;
        if (match.Groups["excluded"].Success)
            ReadExcluded(operand, field, match.Groups["excluded"].Value);
    }

    private List<Fragment>? ReadBits(string field, string bits, int width)
    {
        List<Fragment> fragments = [];
        int wordHigh = position + width;
        int listed = 0;
        foreach (string part in bits.Split('|'))
        {
            Match match = BitsPattern.Match(part);
            int low = 0;
            if (!match.Success || !TryParse(match.Groups["high"].Value, out int high) || high > 31
                || (match.Groups["low"].Success && !TryParse(match.Groups["low"].Value, out low)))
            {
                Report(Diagnostics.MalformedEncoding, field, $"'{part}' is neither a bit number nor 'high:low'");
                return null;
            }

            if (!match.Groups["low"].Success)
                low = high;
            if (low > high)
            {
                Report(Diagnostics.MalformedEncoding, field, $"'{part}' must name the higher bit first");
                return null;
            }

            int count = high - low + 1;
            listed += count;
            if (listed <= width)
                fragments.Add(new(wordHigh - listed, low, count));
        }

        if (listed == width)
            return fragments;

        Report(Diagnostics.FieldWidthMismatch, field, Text(listed), Text(width));
        return null;
    }

    private void AddFragment(OperandBuilder operand, Fragment fragment)
    {
        if ((operand.ValueMask & fragment.ValueMask) != 0)
        {
            int low = fragment.ValueLow;
            int high = low + fragment.Width - 1;
            Report(Diagnostics.BitsGivenTwice, operand.Name, high == low ? Text(low) : $"{high}:{low}");
        }

        operand.ValueMask |= fragment.ValueMask;
        operand.Fragments.Add(fragment);
    }

    private void ReadExcluded(OperandBuilder operand, string field, string list)
    {
        foreach (string text in list.Split(','))
        {
            if (uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint value))
                operand.Excluded.Add(value);
            else
                Report(Diagnostics.MalformedEncoding, field, $"'{text}' is not a number to exclude");
        }
    }

    private void CheckLength(int width)
    {
        if (!format.HasHalves)
        {
            if (width != 32) Report(Diagnostics.WrongWidth, Text(width));
            return;
        }

        uint lengthMask = Encoding.Ones(format.LongWhen.Length), longWhen = Convert.ToUInt32(format.LongWhen, 2);
        bool isFixed = (fixedMask & lengthMask) == lengthMask;
        if (width == 32 && !(isFixed && (fixedBits & lengthMask) == longWhen))
            Report(Diagnostics.WrongLength, "32", format.LongWhen);
        else if (width == 16 && !(isFixed && (fixedBits & lengthMask) != longWhen))
            Report(Diagnostics.WrongLength, "16", $"not {format.LongWhen}");
    }

    private OperandBuilder OperandNamed(string name)
    {
        OperandBuilder? operand = operands.Find(candidate => candidate.Name == name);
        if (operand is null)
            operands.Add(operand = new(name));
        return operand;
    }

    private void Report(Microsoft.CodeAnalysis.DiagnosticDescriptor descriptor, params string[] arguments) =>
        problems.Add(Problem.Of(descriptor, arguments));

    private static bool IsFixed(string field) => field.Length <= 32 && field.All(digit => digit is '0' or '1');

    private static bool TryParse(string text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed class OperandBuilder(string name)
    {
        public string Name { get; } = name;
        public List<Fragment> Fragments { get; } = [];
        public List<uint> Excluded { get; } = [];
        public uint ValueMask { get; set; }
        public bool IsCompressed { get; set; }

        public EncodedOperand Build() =>
            new(Name, Fragments.ToEquatableArray(), IsCompressed, Excluded.Distinct().ToEquatableArray());
    }
}
