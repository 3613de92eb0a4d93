using System.Text.Json.Serialization.Metadata;
using Emu.Model.Descriptors;
using Emu.Model.Options;

namespace Emu.Monitor.Commands;

/// <summary>
/// A command of QMP: its name, the record that its arguments fill, the type of its result, and what it does. Lists of
/// commands, their schema, the check of their arguments and their dispatch all come from this declaration.
/// </summary>
internal sealed record Command
{
    private readonly Func<CommandCall, OptionTree, object?> run;

    private Command(string name, JsonTypeInfo? arguments, JsonTypeInfo? result, Func<CommandCall, OptionTree, object?> run)
    {
        Name = name;
        Arguments = arguments;
        Result = result;
        this.run = run;
    }

    /// <summary>The name that clients send.</summary>
    public string Name { get; }

    /// <summary>The record of arguments; null for none.</summary>
    public JsonTypeInfo? Arguments { get; }

    /// <summary>The type of the result; null for an empty object.</summary>
    public JsonTypeInfo? Result { get; }

    /// <summary>Features that the schema advertises of it.</summary>
    public IReadOnlyList<string> Features { get; init; } = [];

    /// <summary>The kind of types of which one argument chooses one, whose properties are arguments too; null for
    /// none.</summary>
    public (string Tag, DescriptorKind Kind)? Union { get; init; }

    /// <summary>A command without arguments that answers something.</summary>
    public static Command Query<TResult>(string name, JsonTypeInfo<TResult> result, Func<CommandCall, TResult> run) => new(
        name, null, result, (call, arguments) =>
        {
            ArgumentBinder.RefuseAll(arguments);
            return run(call);
        });

    /// <summary>A command that answers something.</summary>
    public static Command Query<TArguments, TResult>(
        string name, JsonTypeInfo<TArguments> arguments, JsonTypeInfo<TResult> result, Func<CommandCall, TArguments, TResult> run)
        where TArguments : class => new(name, arguments, result, (call, given) => run(call, ArgumentBinder.Bind(arguments, given)));

    /// <summary>A command without arguments that answers nothing.</summary>
    public static Command Action(string name, Action<CommandCall> run) => new(name, null, null, (call, arguments) =>
    {
        ArgumentBinder.RefuseAll(arguments);
        run(call);
        return null;
    });

    /// <summary>A command that answers nothing.</summary>
    public static Command Action<TArguments>(string name, JsonTypeInfo<TArguments> arguments, Action<CommandCall, TArguments> run)
        where TArguments : class => new(name, arguments, null, (call, given) =>
        {
            run(call, ArgumentBinder.Bind(arguments, given));
            return null;
        });

    /// <summary>A command whose further arguments depend on some of them: it gets all that the client has sent.</summary>
    public static Command Open<TArguments>(string name, JsonTypeInfo<TArguments> arguments, Action<CommandCall, OptionTree> run)
        where TArguments : class => new(name, arguments, null, (call, given) =>
        {
            ArgumentBinder.Check(arguments, given);
            run(call, given);
            return null;
        });

    /// <summary>As <see cref="Open"/>, for a command that answers something.</summary>
    public static Command OpenQuery<TArguments, TResult>(
        string name, JsonTypeInfo<TArguments> arguments, JsonTypeInfo<TResult> result, Func<CommandCall, OptionTree, TResult> run)
        where TArguments : class => new(name, arguments, result, (call, given) =>
        {
            ArgumentBinder.Check(arguments, given);
            return run(call, given);
        });

    /// <summary>Checks the arguments and runs the command, on the monitors' thread.</summary>
    /// <param name="call">Who asks, and of which machine.</param>
    /// <param name="arguments">What the client has sent.</param>
    /// <returns>What <see cref="Result"/> describes; null for an empty object.</returns>
    /// <exception cref="CommandException">It cannot be done.</exception>
    public object? Run(CommandCall call, OptionTree arguments)
    {
        try
        {
            return run(call, arguments);
        }
        catch (OptionException e)
        {
            throw new CommandException(e.Message);
        }
    }
}
