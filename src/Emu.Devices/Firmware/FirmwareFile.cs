namespace Emu.Devices.Firmware;

/// <summary>A file that firmware finds by name in the <see cref="FwCfg"/> device.</summary>
/// <param name="Name">Its name; those of users begin with <c>opt/</c>.</param>
/// <param name="Content">Its content.</param>
public sealed record FirmwareFile(string Name, ReadOnlyMemory<byte> Content);
