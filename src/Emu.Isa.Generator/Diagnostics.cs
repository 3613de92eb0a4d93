using Microsoft.CodeAnalysis;

namespace Emu.Isa.Generator;

/// <summary>The build errors that the generator reports, each at the attribute of the instruction concerned.</summary>
internal static class Diagnostics
{
    private const string Category = "Emu.Isa";

    public static readonly DiagnosticDescriptor MalformedEncoding = Error(
        "EMU001", "Malformed encoding", "Encoding field '{0}' cannot be read: {1}");

    public static readonly DiagnosticDescriptor WrongWidth = Error(
        "EMU002", "Wrong encoding width", "The encoding has {0} bits; it must have 16 or 32");

    public static readonly DiagnosticDescriptor WrongLength = Error(
        "EMU003",
        "Wrong length bits",
        "The lowest bits of a {0}-bit encoding are its length: they must be fixed and {1}");

    public static readonly DiagnosticDescriptor UnknownParameter = Error(
        "EMU004", "Unknown parameter", "The encoding names '{0}', but the method has no such parameter");

    public static readonly DiagnosticDescriptor UnusedParameter = Error(
        "EMU005", "Unused parameter", "Parameter '{0}' gets no bits of the encoding");

    public static readonly DiagnosticDescriptor BitsGivenTwice = Error(
        "EMU006", "Operand bits given twice", "The encoding gives bits {1} of '{0}' more than once");

    public static readonly DiagnosticDescriptor FieldWidthMismatch = Error(
        "EMU007", "Field width mismatch", "Encoding field '{0}' lists {1} bits but is {2} wide");

    public static readonly DiagnosticDescriptor OperandTooWide = Error(
        "EMU008", "Operand does not fit", "'{0}' has {1} bits in the encoding; its type {2} holds {3}");

    public static readonly DiagnosticDescriptor UnknownOperandType = Error(
        "EMU009", "Unknown operand type", "Parameter '{0}' has type '{1}', which is not an operand type");

    public static readonly DiagnosticDescriptor TooManyOperands = Error(
        "EMU010",
        "Too many operands",
        "The operands do not fit a decoded instruction, which holds four small and one large or a fifth small one");

    public static readonly DiagnosticDescriptor WrongMethod = Error(
        "EMU011", "Not an instruction method", "'{0}' cannot be an instruction: {1}");

    public static readonly DiagnosticDescriptor MalformedSyntax = Error(
        "EMU012", "Malformed syntax", "The assembly form '{0}' cannot be read: {1}");

    public static readonly DiagnosticDescriptor DuplicateName = Error(
        "EMU013",
        "Duplicate instruction",
        "Another instruction method is called '{0}' too ({1}); operations need names of their own");

    public static readonly DiagnosticDescriptor Overlap = Error(
        "EMU014",
        "Overlapping encodings",
        "'{0}' and '{1}' both match the word 0x{2}; exclude the special case from the general one with '!='");

    public static readonly DiagnosticDescriptor Unreachable = Error(
        "EMU015", "Unreachable encoding", "No word matches: every value of '{0}' is excluded");

    public static readonly DiagnosticDescriptor BrokenAlias = Error(
        "EMU016", "Broken alias", "'{0}' is no alias of '{1}': {2}");

    public static readonly DiagnosticDescriptor AliasWithProperties = Error(
        "EMU017",
        "Alias with properties",
        "'{0}' is an alias: it has the Flow and Rare of the instruction that it calls");

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        new(id, title, message, Category, DiagnosticSeverity.Error, isEnabledByDefault: true);
}
