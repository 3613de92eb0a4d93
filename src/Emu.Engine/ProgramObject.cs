namespace Emu.Engine;

/// <summary>A file that code is mapped from, as it was when it was mapped: equal for the same content as far as that can
/// be told without reading it.</summary>
/// <param name="Path">A name by which the host can open it; it may be another file by now.</param>
/// <param name="Device">The host's number of its file system.</param>
/// <param name="Inode">Its number there.</param>
/// <param name="Length">Bytes.</param>
/// <param name="ModifiedNanoseconds">When it was changed last.</param>
public sealed record ProgramObject(string Path, ulong Device, ulong Inode, long Length, long ModifiedNanoseconds);
