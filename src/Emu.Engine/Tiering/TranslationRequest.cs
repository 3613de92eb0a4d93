using Emu.Engine.Translator;

namespace Emu.Engine.Tiering;

/// <summary>Code that waits for its translation.</summary>
/// <param name="Source">What to translate.</param>
/// <param name="Requester">The hart that wants it.</param>
/// <param name="PageAddress">Physical address of the page on that hart's machine.</param>
internal sealed record TranslationRequest(RegionSource Source, HartRunner Requester, ulong PageAddress);
