using Microsoft.CodeAnalysis;

namespace Emu.Isa.Generator.Model;

/// <summary>What is wrong with an instruction; becomes a build error at its attribute.</summary>
internal sealed record Problem(DiagnosticDescriptor Descriptor, EquatableArray<string> Arguments)
{
    public static Problem Of(DiagnosticDescriptor descriptor, params string[] arguments) =>
        new(descriptor, arguments.ToEquatableArray());

    public Diagnostic At(SourceLocation location) =>
        Diagnostic.Create(Descriptor, location.ToLocation(), [.. Arguments]);
}
