using Emu.Isa;

namespace Emu.Engine.Interpreter;

/// <summary>A truth value of the interpreter.</summary>
internal readonly struct InterpreterCondition(bool holds) : ICondition<InterpreterCondition>
{
    public readonly bool Holds = holds;

    public static InterpreterCondition operator !(InterpreterCondition condition) => new(!condition.Holds);
    public static InterpreterCondition operator &(InterpreterCondition left, InterpreterCondition right) =>
        new(left.Holds & right.Holds);
    public static InterpreterCondition operator |(InterpreterCondition left, InterpreterCondition right) =>
        new(left.Holds | right.Holds);
}
