using System.Buffers.Binary;
using Emu.Engine.Cache;

namespace Emu.Engine.Tests.Cache;

/// <summary>Files that a program maps may come from anybody, and only name where translations are kept.</summary>
public sealed class ProgramObjectHashTests : IDisposable
{
    private readonly string path = Path.GetTempFileName();

    public void Dispose() => File.Delete(path);

    [Theory]
    [InlineData(0ul)]
    [InlineData(64ul)]
    [InlineData(4096ul - 56)]
    [InlineData(4096ul - 55)]
    [InlineData(ulong.MaxValue)]
    [InlineData(ulong.MaxValue - 15)]
    [InlineData(ulong.MaxValue - 55)]
    [InlineData(1ul << 63)]
    [InlineData(1ul << 32)]
    public void Headers_anywhere_still_give_a_name(ulong programHeaders)
    {
        foreach (int length in (int[])[64, 100, 4096, 8192])
        {
            byte[] file = new byte[length];
            "\u007fELF"u8.CopyTo(file);
            BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(32), programHeaders);
            BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(54), 56);
            BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(56), ushort.MaxValue);
            File.WriteAllBytes(path, file);
            Assert.NotNull(ProgramObjectHash.Of(new ProgramObject(path, 0, 0, length, 0)));
        }
    }
}
