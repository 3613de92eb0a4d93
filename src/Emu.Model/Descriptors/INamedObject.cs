namespace Emu.Model.Descriptors;

/// <summary>Something that users have given an id.</summary>
public interface INamedObject
{
    /// <summary>The id.</summary>
    string Id { get; }
}
