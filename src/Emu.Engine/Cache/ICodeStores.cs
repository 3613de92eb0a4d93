namespace Emu.Engine.Cache;

/// <summary>Finds the store that keeps a page's code: one for a machine, one for each file that a program is made
/// of.</summary>
internal interface ICodeStores
{
    /// <summary>The store for code in the page at a physical address. Any thread may call.</summary>
    /// <param name="pageAddress">The page's address.</param>
    /// <param name="isVolatile">Stores may change the page while code of it runs.</param>
    CodeStore Of(ulong pageAddress, bool isVolatile);

    /// <summary>Whether pages of a store lie beside each other wherever they are mapped, and stay as long as one of them
    /// runs. Any thread may call.</summary>
    bool HasNeighbours(CodeStore store);

    /// <summary>Whether code of a store, once it has stored something, must look before its next jump whether that was
    /// code. Any thread may call.</summary>
    bool ChangesWhileItRuns(CodeStore store);

    /// <summary>Writes baseline code that was added since to the cache files. Any thread may call.</summary>
    /// <param name="all">As <see cref="CodeStore.PublishBaseline"/>.</param>
    void PublishBaseline(bool all);
}
