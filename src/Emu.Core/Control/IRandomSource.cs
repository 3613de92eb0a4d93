namespace Emu.Core.Control;

/// <summary>Where a device that gives the guest random bytes has them from.</summary>
public interface IRandomSource
{
    /// <summary>A descriptor that has something to read when bytes have come; negative for a source that always has some.</summary>
    int Descriptor { get; }

    /// <summary>Takes bytes; fewer than there is room for, and 0, when there are no more yet. On the device's loop.</summary>
    int Read(Span<byte> bytes);
}
