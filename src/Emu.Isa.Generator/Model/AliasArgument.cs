namespace Emu.Isa.Generator.Model;

/// <summary>
/// What an alias passes for one parameter of its target: one of its own parameters, or else a constant.
/// </summary>
internal readonly record struct AliasArgument(string? Parameter, long Constant);
