using Emu.Core.Time;

namespace Emu.Machine.Configuration.Objects;

/// <summary>What <c>-object</c> makes.</summary>
internal interface IConfiguredObject : IDisposable
{
    /// <summary>All properties are set; the object gets ready. Once, on the thread that builds the machine.</summary>
    /// <param name="id">The object's id.</param>
    /// <param name="mainLoop">The machine's own event loop.</param>
    /// <exception cref="Emu.Model.Options.OptionException">A property has a value that cannot be.</exception>
    void Complete(string id, EventLoop mainLoop);
}
