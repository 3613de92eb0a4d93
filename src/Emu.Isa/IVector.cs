namespace Emu.Isa;

/// <summary>A 128-bit guest value as one engine sees it.</summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
public interface IVector<TSelf>
    where TSelf : struct, IVector<TSelf>
{
    static abstract TSelf operator ^(TSelf left, TSelf right);
}
