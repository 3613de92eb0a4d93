namespace Emu.Block.Files;

/// <summary>How an image's file is opened.</summary>
/// <param name="Direct">Past the host's page cache (<c>cache.direct=on</c>).</param>
/// <param name="NoFlush">Flushes do nothing (<c>cache.no-flush=on</c>): fast, and lost with the host's power.</param>
/// <param name="IsShared">Takes no locks, which keep others out: for readers that share everything
/// (<c>force-share=on</c>).</param>
/// <param name="Rings">The host's kernel does requests that have to wait (<c>aio=io_uring</c>), not threads.</param>
public readonly record struct FileAccessOptions(
    bool Direct = false, bool NoFlush = false, bool IsShared = false, bool Rings = false);
