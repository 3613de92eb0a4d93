using Emu.Isa.Generator.Model;

namespace Emu.Isa.Generator.Analysis;

/// <summary>
/// Builds the decision tree: at each node the run of adjacent bits that is fixed in every encoding left and takes the
/// most values.
/// </summary>
internal static class DecisionTree
{
    private const int WordBits = 32;

    public static DecisionNode Build(IReadOnlyList<DecodedForm> forms, uint tested = 0)
    {
        uint common = forms.Aggregate(~tested, (mask, form) => mask & form.Instruction.Encoding.Mask);
        (int shift, uint ones) best = default;
        int most = 1;
        foreach ((int shift, uint ones) run in Runs(common))
        {
            int values = forms.Select(form => ValueOf(form, run)).Distinct().Count();
            if (values > most)
            {
                most = values;
                best = run;
            }
        }

        if (most == 1)
            return new DecisionNode.Leaf(forms, tested);

        uint nowTested = tested | (best.ones << best.shift);
        return new DecisionNode.Switch(
            best.shift,
            best.ones,
            [
                .. forms.GroupBy(form => ValueOf(form, best))
                    .OrderBy(group => group.Key)
                    .Select(group => new KeyValuePair<uint, DecisionNode>(group.Key, Build([.. group], nowTested))),
            ]);
    }

    private static uint ValueOf(DecodedForm form, (int Shift, uint Ones) run) =>
        (form.Instruction.Encoding.Match >> run.Shift) & run.Ones;

    private static IEnumerable<(int Shift, uint Ones)> Runs(uint mask)
    {
        for (int low = 0; low < WordBits; low++)
        {
            if ((mask >> low & 1) == 0)
                continue;

            int high = low;
            while (high + 1 < WordBits && (mask >> (high + 1) & 1) != 0)
                high++;
            yield return (low, Encoding.Ones(high - low + 1));
            low = high;
        }
    }
}
