using System.Text;
using Microsoft.CodeAnalysis;

namespace Emu.Model.Generator.Reading;

/// <summary>The words by which users name the members of an enumeration: <c>WriteBack</c> is
/// <c>write-back</c>.</summary>
internal static class EnumWords
{
    public static IEnumerable<IFieldSymbol> Members(ITypeSymbol type) =>
        type.GetMembers().OfType<IFieldSymbol>().Where(field => field.HasConstantValue);

    public static string Of(string member)
    {
        StringBuilder word = new();
        for (int i = 0; i < member.Length; i++)
        {
            if (i != 0 && char.IsUpper(member[i]) && !char.IsUpper(member[i - 1])) word.Append('-');
            word.Append(char.ToLowerInvariant(member[i]));
        }

        return word.ToString();
    }
}
