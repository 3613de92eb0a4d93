using System.Globalization;

namespace Emu.Monitor.Hmp;

/// <summary>
/// Expressions of numbers and registers: <c>+ - * / %</c>, the bits' <c>&amp; | ^ ~</c>, parentheses, <c>$name</c> and a
/// letter in quotes. Those of sums bind less than those of bits, and these less than products.
/// </summary>
internal static class HmpExpression
{
    private const int MostDepth = 64;

    /// <summary>The value of a register; null for a name that is none.</summary>
    public delegate ulong? RegisterReader(string name);

    /// <summary>Reads an expression.</summary>
    /// <param name="text">The line.</param>
    /// <param name="at">Where it begins; afterwards where it ends.</param>
    /// <param name="registers">Reads registers.</param>
    /// <exception cref="HmpUsageException">It is none.</exception>
    public static long Read(string text, ref int at, RegisterReader registers)
    {
        Reader reader = new(text, at, registers);
        long value = reader.ReadSum(0);
        at = reader.At;
        return value;
    }

    private ref struct Reader(string text, int at, RegisterReader registers)
    {
        public int At { get; private set; } = at;

        public long ReadSum(int depth)
        {
            if (depth > MostDepth) throw new HmpUsageException("expression is nested too deeply");
            long value = ReadBits(depth);
            while (TakeOne('+', '-') is { } operation)
            {
                long right = ReadBits(depth);
                value = operation == '+' ? unchecked(value + right) : unchecked(value - right);
            }

            return value;
        }

        private long ReadBits(int depth)
        {
            long value = ReadProduct(depth);
            while (TakeOne('&', '|', '^') is { } operation)
            {
                long right = ReadProduct(depth);
                value = operation switch { '&' => value & right, '|' => value | right, _ => value ^ right };
            }

            return value;
        }

        private long ReadProduct(int depth)
        {
            long value = ReadUnary(depth);
            while (TakeOne('*', '/', '%') is { } operation)
            {
                long right = ReadUnary(depth);
                if (operation != '*' && right == 0) throw new HmpUsageException("division by zero");
                value = operation switch
                {
                    '*' => unchecked(value * right),
                    _ when right == -1 => operation == '/' ? unchecked(-value) : 0,
                    '/' => value / right,
                    _ => value % right,
                };
            }

            return value;
        }

        private long ReadUnary(int depth)
        {
            if (depth > MostDepth) throw new HmpUsageException("expression is nested too deeply");
            switch (Peek())
            {
                case '+':
                    At++;
                    return ReadUnary(depth + 1);
                case '-':
                    At++;
                    return unchecked(-ReadUnary(depth + 1));
                case '~':
                    At++;
                    return ~ReadUnary(depth + 1);
                case '(':
                    At++;
                    long inner = ReadSum(depth + 1);
                    if (TakeOne(')') is null) throw new HmpUsageException("')' expected");
                    return inner;
                case '\'':
                    return ReadLetter();
                case '$':
                    return ReadRegister();
                case null:
                    throw new HmpUsageException("unexpected end of expression");
                default:
                    return ReadNumber();
            }
        }

        private long ReadLetter()
        {
            if (At + 2 >= text.Length || text[At + 2] != '\'') throw new HmpUsageException("missing terminating ' character");
            At += 3;
            return text[At - 2];
        }

        private long ReadRegister()
        {
            int start = ++At;
            while (At < text.Length && (char.IsAsciiLetterOrDigit(text[At]) || text[At] is '_' or '.')) At++;
            return (long?)registers(text[start..At]) ?? throw new HmpUsageException("unknown register");
        }

        private long ReadNumber()
        {
            int start = At;
            if (!char.IsAsciiDigit(text[At])) throw new HmpUsageException($"invalid char '{text[At]}' in expression");
            while (At < text.Length && char.IsAsciiLetterOrDigit(text[At])) At++;
            ReadOnlySpan<char> word = text.AsSpan(start, At - start);
            bool isHexadecimal = word.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
            ulong value = 0;
            bool isNumber = isHexadecimal
                ? ulong.TryParse(word[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value)
                : word[0] == '0' ? TryReadOctal(word, out value)
                : ulong.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out value);
            return isNumber ? (long)value : throw new HmpUsageException($"invalid number '{word}'");
        }

        private static bool TryReadOctal(ReadOnlySpan<char> digits, out ulong value)
        {
            value = 0;
            foreach (char digit in digits)
            {
                if (digit is < '0' or > '7' || value >> 61 != 0) return false;
                value = (value << 3) | (uint)(digit - '0');
            }

            return true;
        }

        private char? TakeOne(params ReadOnlySpan<char> operations)
        {
            if (Peek() is not { } next || !operations.Contains(next)) return null;
            At++;
            return next;
        }

        private char? Peek()
        {
            while (At < text.Length && text[At] == ' ') At++;
            return At < text.Length ? text[At] : null;
        }
    }
}
