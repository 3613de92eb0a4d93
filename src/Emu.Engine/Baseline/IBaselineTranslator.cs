namespace Emu.Engine.Baseline;
internal unsafe interface IBaselineTranslator
{
    bool Translate(ReadOnlySpan<byte> page, ReadOnlySpan<ushort> heads, byte* buffer, int capacity, BaselineCode result);
}
