namespace Emu.Engine;

/// <summary>
/// The address space of a user-mode program, as far as it tells of stores to code. Which events it knows of is listed in
/// docs/decisions/0013-changing-code.md. Any thread may call.
/// </summary>
public interface ICodeGuard
{
    /// <summary>Some page that was guarded has been stored to, and has not been taken.</summary>
    bool HasStored { get; }

    /// <summary>Sees to it that changes of a page become known. To be called before its bytes are read; holds until the
    /// page is stored to or mapped anew, or another mapping that can change it is made.</summary>
    PageGuard GuardPage(ulong page);

    /// <summary>Adds to a list the pages of code whose bytes have been stored to, by whatever address. False says that
    /// they are too many to be told: it may be any page.</summary>
    bool TakeStored(List<ulong> pages);
}
