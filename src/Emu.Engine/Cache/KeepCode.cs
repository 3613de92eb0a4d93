namespace Emu.Engine.Cache;

/// <summary>Copies code to where it can be executed as long as the store lives; null when there is no room.</summary>
internal unsafe delegate void* KeepCode(ReadOnlySpan<byte> code);
