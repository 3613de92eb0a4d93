using Emu.Core.Memory;
using Emu.Engine.Tiering;
using Emu.Isa;

namespace Emu.Engine.Code;

/// <summary>What other threads have asked of a CPU since it last looked into its <see cref="CpuMailbox"/>.</summary>
internal sealed class CpuMail
{
    /// <summary>Translations to forget, in the order in which they were asked for.</summary>
    public List<TranslationFence> Fences { get; } = [];

    /// <summary>Whether an instruction fence was asked for.</summary>
    public bool FencesInstructions { get; set; }

    /// <summary>Addresses of physical pages whose bytes have changed.</summary>
    public HashSet<ulong> Modified { get; } = [];

    /// <summary>Physical pages to which this CPU's stores must be seen from now on.</summary>
    public List<PhysicalAddress> UnseenStores { get; } = [];

    /// <summary>Whether flash was switched between its array and its command mode.</summary>
    public bool FlashChanged { get; set; }

    /// <summary>Addresses of physical pages for which a translation has been finished.</summary>
    public List<ulong> Translated { get; } = [];

    /// <summary>User mode: ranges of the address space that have changed.</summary>
    public List<(ulong Start, ulong Length)> Remapped { get; } = [];

    /// <summary>User mode: what makes the CPU's code from now on; null when that has not changed.</summary>
    public TranslationService? Service { get; set; }

    /// <summary>The last ticket that was given out before the mail was taken.</summary>
    public ulong Ticket { get; set; }

    /// <summary>Forgets everything, when it has been done.</summary>
    public void Clear()
    {
        Fences.Clear();
        FencesInstructions = false;
        Modified.Clear();
        UnseenStores.Clear();
        FlashChanged = false;
        Translated.Clear();
        Remapped.Clear();
        Service = null;
    }
}
