using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Emu.Isa.Generator.Model;

/// <summary>
/// Where something stands in the source; unlike <see cref="Location"/> it compares by value and holds no syntax tree.
/// </summary>
internal sealed record SourceLocation(string Path, TextSpan Span, LinePositionSpan Lines)
{
    public static SourceLocation Of(SyntaxNode node)
    {
        Location location = node.GetLocation();
        return new(node.SyntaxTree.FilePath, location.SourceSpan, location.GetLineSpan().Span);
    }

    public Location ToLocation() => Location.Create(Path, Span, Lines);
}
