using Emu.Isa.Generator.Model;
using Microsoft.CodeAnalysis;

namespace Emu.Model.Generator.Reading;

/// <summary>Finds the members of a device that change while the machine runs and say nothing about being
/// saved.</summary>
internal static class MutableMembers
{
    /// <summary>Reports them for a class that is a device or has saved members, and for its base classes of the same
    /// assembly.</summary>
    public static void Check(INamedTypeSymbol type, List<PlacedProblem> problems)
    {
        bool hasState = type.GetMembers().Any(member =>
            Attributes.Find(member, "State") is not null || Attributes.Find(member, "Derived") is not null);
        if (Attributes.Find(type, "Device") is null && !hasState) return;
        for (INamedTypeSymbol? at = type; at is not null; at = at.BaseType)
        {
            foreach (ISymbol member in at.GetMembers())
            {
                if (!IsMutable(member, []) || MemberReader.IsMarked(member)) continue;
                SyntaxReference? place = member.DeclaringSyntaxReferences.FirstOrDefault();
                if (place is not null)
                    problems.Add(new(
                        Problem.Of(Diagnostics.UnmarkedMember, member.Name, at.Name), SourceLocation.Of(place.GetSyntax())));
            }
        }
    }

    /// <summary>True for a field that is assigned, an automatic property with a setter, and what refers to an object with
    /// such members: an array, a collection, a class of the same assembly.</summary>
    private static bool IsMutable(ISymbol member, HashSet<ISymbol> visited) => member switch
    {
        { IsStatic: true } => false,
        IFieldSymbol { IsImplicitlyDeclared: false, IsConst: false } field =>
            !field.IsReadOnly || (!IsOwner(field.Type, field.ContainingType) && HoldsState(field.Type, visited)),
        IPropertySymbol property when IsAutomatic(property) =>
            property.SetMethod is { IsInitOnly: false }
            || (!IsOwner(property.Type, property.ContainingType) && HoldsState(property.Type, visited)),
        _ => false,
    };

    private static bool IsAutomatic(IPropertySymbol property) =>
        property.ContainingType.GetMembers().OfType<IFieldSymbol>()
            .Any(field => SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property));

    /// <summary>True for a class that has the other as a part: what refers back to it does not hold its state.</summary>
    private static bool IsOwner(ITypeSymbol type, INamedTypeSymbol part) =>
        type.GetMembers().OfType<IFieldSymbol>().Any(field => SymbolEqualityComparer.Default.Equals(
            field.Type is IArrayTypeSymbol array ? array.ElementType : field.Type, part));

    private static bool HoldsState(ITypeSymbol type, HashSet<ISymbol> visited)
    {
        if (type is IArrayTypeSymbol) return true;
        if (type is not INamedTypeSymbol { TypeKind: TypeKind.Class } named || named.SpecialType == SpecialType.System_String)
            return false;
        if (named.AllInterfaces.Any(each => each.OriginalDefinition.SpecialType
            == SpecialType.System_Collections_Generic_ICollection_T))
            return true;
        // A class of another assembly is part of the emulator, not of the device; a device is saved by itself.
        if (named.DeclaringSyntaxReferences.IsEmpty || Attributes.Find(named, "Device") is not null
            || Attributes.Find(named, "Object") is not null || !visited.Add(named))
            return false;
        for (INamedTypeSymbol? at = named; at is not null; at = at.BaseType)
            if (at.GetMembers().Any(member => IsMutable(member, visited))) return true;
        return false;
    }
}
