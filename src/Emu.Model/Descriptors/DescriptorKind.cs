namespace Emu.Model.Descriptors;

/// <summary>What a <see cref="TypeDescriptor"/> describes, and so which option makes one.</summary>
public enum DescriptorKind
{
    /// <summary><c>-device</c>.</summary>
    Device,

    /// <summary><c>-object</c>.</summary>
    Object,

    /// <summary><c>-netdev</c>.</summary>
    NetDevice,

    /// <summary><c>-chardev</c>.</summary>
    CharacterDevice,

    /// <summary><c>-blockdev</c>.</summary>
    BlockDriver,

    /// <summary>A base class or a part of one of these, which users do not name.</summary>
    Part,
}
