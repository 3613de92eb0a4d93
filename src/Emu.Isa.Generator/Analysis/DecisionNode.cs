namespace Emu.Isa.Generator.Analysis;

/// <summary>A node of the decision tree over a word's fixed bits.</summary>
internal abstract class DecisionNode
{
    /// <summary>
    /// Tells encodings apart by the bits from <paramref name="shift"/> up under <paramref name="mask"/>.
    /// </summary>
    public sealed class Switch(int shift, uint mask, IReadOnlyList<KeyValuePair<uint, DecisionNode>> cases)
        : DecisionNode
    {
        public int Shift { get; } = shift;

        /// <summary>Which bits, after the shift.</summary>
        public uint Mask { get; } = mask;

        /// <summary>In ascending order of the bits' values.</summary>
        public IReadOnlyList<KeyValuePair<uint, DecisionNode>> Cases { get; } = cases;
    }

    /// <summary>The encodings that are left, usually one, and the bits that have been looked at on the way.</summary>
    public sealed class Leaf(IReadOnlyList<DecodedForm> forms, uint tested) : DecisionNode
    {
        public IReadOnlyList<DecodedForm> Forms { get; } = forms;

        public uint Tested { get; } = tested;
    }
}
