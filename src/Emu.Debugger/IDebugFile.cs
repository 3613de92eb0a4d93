namespace Emu.Debugger;

/// <summary>A file as the target sees it, open for a debugger to read.</summary>
public interface IDebugFile : IDisposable
{
    /// <summary>Its bytes; 0 where that is not known.</summary>
    long Length { get; }

    /// <summary>Reads bytes at a position. Returns how many, 0 at the end, or a negative number when it fails.</summary>
    int Read(long position, Span<byte> buffer);
}
