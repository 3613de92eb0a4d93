using Microsoft.CodeAnalysis;

namespace Emu.Model.Generator;

/// <summary>The build errors that the generator reports, each at the member or class concerned.</summary>
internal static class Diagnostics
{
    public static readonly DiagnosticDescriptor UnmarkedMember = Error(
        "EMU101",
        "Unmarked mutable member",
        "'{0}' of '{1}' changes while the machine runs; mark it [State] if it is to be saved, [Derived] if it follows "
        + "from what is saved or belongs to the host, or [Property] if users set it");

    public static readonly DiagnosticDescriptor NotPartial = Error(
        "EMU102", "Not partial", "'{0}' and the types around it must be partial, so that its descriptor can be added");

    public static readonly DiagnosticDescriptor PropertyType = Error(
        "EMU103", "Unsupported property type", "'{0}' has type '{1}', which no option can be read as");

    public static readonly DiagnosticDescriptor StateType = Error(
        "EMU104",
        "Unsupported state type",
        "'{0}' has type '{1}', which cannot be saved; state is integers, bool, enumerations, strings, arrays of them, and "
        + "classes with [State] members");

    public static readonly DiagnosticDescriptor DuplicateName = Error(
        "EMU105", "Duplicate name", "'{0}' of '{1}' has a name that another member has too");

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        new(id, title, message, "Emu.Model", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
