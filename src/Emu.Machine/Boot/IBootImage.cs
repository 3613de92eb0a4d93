using Emu.Core.Memory;

namespace Emu.Machine.Boot;

/// <summary>A file that has been looked at and can be put into guest memory, as often as the machine is
/// reset.</summary>
public interface IBootImage : IDisposable
{
    /// <summary>The file's name for messages.</summary>
    string Name { get; }

    /// <summary>Bytes in the file.</summary>
    long FileLength { get; }

    /// <summary>Where it starts to run.</summary>
    PhysicalAddress Entry { get; }

    /// <summary>The address after the last byte that it uses.</summary>
    PhysicalAddress End { get; }

    /// <summary>The place in memory of a symbol that the file defines, when eight aligned bytes of the program lie there;
    /// null without such a symbol.</summary>
    /// <exception cref="BootException">The file has become unreadable.</exception>
    PhysicalAddress? FindWord(string symbol);

    /// <summary>Puts the bytes into memory.</summary>
    /// <exception cref="BootException">They do not fit, or the file is damaged.</exception>
    void Load(RamWriter ram);
}
