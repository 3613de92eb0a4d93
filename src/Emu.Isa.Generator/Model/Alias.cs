namespace Emu.Isa.Generator.Model;

/// <summary>The call that is an alias's whole body.</summary>
/// <param name="Target">Key of the instruction called.</param>
/// <param name="Arguments">One for each parameter of the target, in its order.</param>
internal sealed record Alias(string Target, EquatableArray<AliasArgument> Arguments);
