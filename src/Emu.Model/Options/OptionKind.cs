namespace Emu.Model.Options;

/// <summary>What an <see cref="OptionValue"/> is.</summary>
public enum OptionKind
{
    /// <summary>Text from <c>k=v</c>, which a property reads as what it needs.</summary>
    Text,

    /// <summary>A string of JSON.</summary>
    String,

    /// <summary>A number of JSON.</summary>
    Number,

    /// <summary>True or false of JSON.</summary>
    Boolean,

    /// <summary>Null of JSON.</summary>
    Null,

    /// <summary>A tree of further options.</summary>
    Tree,

    /// <summary>An array of JSON.</summary>
    List,
}
