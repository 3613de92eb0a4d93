namespace Emu.Cli.CommandLine;

/// <summary>One option of a system emulator: a row of <see cref="SystemOptions"/>. Each may have one dash or two.</summary>
/// <param name="Name">With its dash.</param>
/// <param name="ValueName">What its value is, for help; null for an option without one.</param>
/// <param name="Description">What it does, for help; empty for an option that help leaves out.</param>
internal sealed record SystemOption(string Name, string? ValueName, string Description)
{
    /// <summary>Another name, with its dash.</summary>
    public string? Alias { get; init; }

    /// <summary>What it does when that depends on the guest; null when <see cref="Description"/> says it.</summary>
    public Func<EmulatedGuest, string>? Describe { get; init; }

    /// <summary>Why it is refused, and what is there instead; null for an option that is understood.</summary>
    public string? Refusal { get; init; }

    /// <summary>Why an option that help leaves out needs nothing done, or what it stands for.</summary>
    public string? Reason { get; init; }

    /// <summary>What it does, for the help of a guest's emulator.</summary>
    public string DescriptionFor(EmulatedGuest guest) => Describe?.Invoke(guest) ?? Description;

    /// <summary>True for the option of that name, without dashes.</summary>
    public bool IsCalled(string name) => Name[1..] == name || Alias?[1..] == name;
}
