namespace Emu.Isa;

/// <summary>A truth value known when the guest runs, as one engine sees it (<c>bool</c>, LLVM's <c>i1</c>, host
/// flags).</summary>
public interface ICondition<TSelf>
    where TSelf : struct, ICondition<TSelf>
{
    static abstract TSelf operator !(TSelf condition);
    static abstract TSelf operator &(TSelf left, TSelf right);
    static abstract TSelf operator |(TSelf left, TSelf right);
}
