namespace Emu.Devices.Virtio;

/// <summary>Positions in the rings of a queue, each of which counts on for ever, modulo 2^16.</summary>
/// <param name="Available">Behind the last buffer that the driver has made available.</param>
/// <param name="NextAvailable">The buffer that the device takes next.</param>
/// <param name="Used">Behind the last buffer that the driver has been given back.</param>
/// <param name="SignalledUsed">The same when the driver was interrupted last.</param>
public readonly record struct VirtQueuePositions(ushort Available, ushort NextAvailable, ushort Used, ushort SignalledUsed);
