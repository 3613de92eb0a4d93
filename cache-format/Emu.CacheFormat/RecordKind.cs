namespace Emu.CacheFormat;

/// <summary>What a record holds. The numbers are permanent; readers pass over those that they do not know.</summary>
public enum RecordKind : ushort
{
    /// <summary>The fields behind an environment key, as text.</summary>
    Environment = 1,

    /// <summary>Host code without the guest bytes that it was made from, as earlier emulators wrote it: it is never run,
    /// and nobody writes it any more.</summary>
    OldRegion = 2,

    /// <summary>The bytes of a guest page.</summary>
    Page = 3,

    /// <summary>How often the blocks of a page were executed.</summary>
    Profile = 4,

    /// <summary>Host code for guest code in one page, with the guest bytes that it was made from.</summary>
    Region = 5,

    /// <summary>What the file's image is called on the host.</summary>
    Name = 6,
}
