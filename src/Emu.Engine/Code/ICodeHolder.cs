using Emu.Core.Memory;

namespace Emu.Engine.Code;

/// <summary>A CPU that decodes code from memory that others store to. Any thread may call.</summary>
internal interface ICodeHolder
{
    /// <summary>The CPU's number in its machine: from 0, less than 64.</summary>
    int Id { get; }

    /// <summary>Tells that bytes of a physical page from which the CPU has decoded code have changed.</summary>
    void NotifyModified(ulong page);

    /// <summary>Asks that the CPU's stores to a page be seen from now on. Returns a ticket for
    /// <see cref="StoresAreVisible"/>.</summary>
    ulong RequestVisibleStores(PhysicalAddress page);

    /// <summary>True when the request with that ticket has been served.</summary>
    bool StoresAreVisible(ulong ticket);
}
