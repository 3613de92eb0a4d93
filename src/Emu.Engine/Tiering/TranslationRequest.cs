using Emu.Engine.Cache;
using Emu.Engine.Translator;

namespace Emu.Engine.Tiering;

/// <summary>Code that waits for its translation.</summary>
/// <param name="Source">What to translate.</param>
/// <param name="Store">Where the code goes.</param>
/// <param name="Requester">The hart that wants it.</param>
/// <param name="PageAddress">Physical address of the page on that hart's machine.</param>
internal sealed record TranslationRequest(
    RegionSource Source, CodeStore Store, HartRunner Requester, ulong PageAddress);
