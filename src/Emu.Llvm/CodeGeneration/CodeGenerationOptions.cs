namespace Emu.Llvm.CodeGeneration;

/// <summary>How host code is generated. All of it changes the code: so <see cref="ToString"/> has all of it.</summary>
/// <param name="Passes">Optimisation passes as for <c>opt -passes=</c>; see <see cref="FastPasses"/>.</param>
/// <param name="Level">How hard instruction selection, scheduling and register allocation try.</param>
public sealed record CodeGenerationOptions(string Passes, LLVMCodeGenOptLevel Level)
{
    /// <summary>
    /// The passes that pay while the guest waits for the code: on straight guest code they give what
    /// <c>default&lt;O2&gt;</c> gives, for a third to a half of its time.
    /// </summary>
    public const string FastPasses = "sroa,early-cse,instcombine<no-verify-fixpoint>,simplifycfg";

    /// <summary>The passes that pay when code is made ahead of time.</summary>
    public const string FullPasses = "default<O3>";

    /// <summary>Options for code that the guest waits for.</summary>
    public static CodeGenerationOptions Fast { get; } = new(FastPasses, LLVMCodeGenOptLevel.LLVMCodeGenLevelDefault);

    /// <summary>Options for code that is made ahead of time.</summary>
    public static CodeGenerationOptions Full { get; } =
        new(FullPasses, LLVMCodeGenOptLevel.LLVMCodeGenLevelAggressive);

    /// <summary>The options in a line, for the key of cached code.</summary>
    public override string ToString() => $"{Level} {Passes}";
}
