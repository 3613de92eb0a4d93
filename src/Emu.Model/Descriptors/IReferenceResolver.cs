namespace Emu.Model.Descriptors;

/// <summary>Finds what users name by an id: a block device, an iothread, a netdev.</summary>
public interface IReferenceResolver
{
    /// <summary>The thing of that id; null when there is none of the type.</summary>
    /// <typeparam name="T">What the property wants.</typeparam>
    /// <param name="id">As the user wrote it.</param>
    T? Find<T>(string id)
        where T : class;
}
