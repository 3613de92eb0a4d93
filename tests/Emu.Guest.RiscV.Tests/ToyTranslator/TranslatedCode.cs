using Emu.Guest.RiscV.Tests.Reference;

namespace Emu.Guest.RiscV.Tests.ToyTranslator;

/// <summary>
/// What a translated instruction does, statement after statement: to be read, or to be run on a reference hart.
/// </summary>
internal sealed class TranslatedCode
{
    private readonly List<(string Text, Func<bool> Run)> statements = [];
    private ReferenceEmitter? target;
    private int values;

    /// <summary>The statements, one a line.</summary>
    public IEnumerable<string> Lines => statements.Select(statement => statement.Text);

    /// <summary>What the statements act on; there is nothing before the code runs.</summary>
    public ReferenceEmitter Target =>
        target ?? throw new InvalidOperationException("The code is still being translated.");

    /// <summary>Adds a statement that cannot trap.</summary>
    public void Add(string text, Action run) => AddTrapping(text, () =>
    {
        run();
        return true;
    });

    /// <summary>Adds a statement that ends the instruction when it returns false.</summary>
    public void AddTrapping(string text, Func<bool> run) => statements.Add((text, run));

    /// <summary>Adds a statement that gives a value, which keeps what it was when the statement ran.</summary>
    public TranslatedValue AddValue(string text, Func<ReferenceValue> compute) =>
        AddTrappingValue(text, () => (true, compute()));

    /// <summary>Adds a statement that gives a value unless it traps.</summary>
    public TranslatedValue AddTrappingValue(string text, Func<(bool Done, ReferenceValue Value)> compute)
    {
        string name = $"v{++values}";
        ReferenceValue? known = null;
        AddTrapping($"{name} = {text}", () =>
        {
            (bool done, ReferenceValue value) = compute();
            known = value;
            return done;
        });
        return new(name, () => known ?? throw new InvalidOperationException($"{name} is used before it is computed."));
    }

    /// <summary>Runs the statements until one traps.</summary>
    public void Run(ReferenceEmitter emitter)
    {
        target = emitter;
        _ = statements.All(statement => statement.Run());
    }
}
