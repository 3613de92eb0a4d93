namespace Emu.Block.Graph;

/// <summary>Who makes requests to a <see cref="BlockBackend"/>: a disk of a machine. Called on the backend's
/// thread.</summary>
public interface IBlockUser
{
    /// <summary>From here on the user makes no requests; what it is asked for meanwhile it remembers. Called once for
    /// nested drained sections.</summary>
    void BeginDrain();

    /// <summary>The user may make requests again, and looks once for what it was asked for.</summary>
    void EndDrain();

    /// <summary>The disk has another length.</summary>
    void LengthChanged();
}
