using Emu.Engine.Cache;
using Emu.Translate.Regions;

namespace Emu.Engine.Tiering;

/// <summary>A region that waits for its translation.</summary>
/// <param name="Source">What to translate.</param>
/// <param name="Store">The store that takes the code.</param>
/// <param name="Requester">The CPU that wants it.</param>
/// <param name="PageAddress">Physical address of the page on that CPU's machine.</param>
internal sealed record TranslationRequest(
    RegionSource Source, CodeStore Store, ITieredCpu Requester, ulong PageAddress);
