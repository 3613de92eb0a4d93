using Emu.Core.Logging;
using Emu.Engine.Inspection;
using Emu.Llvm;
using Emu.Llvm.CodeGeneration;

namespace Emu.Engine.Translator;

/// <summary>Translates regions with LLVM.</summary>
/// <param name="verifies">Has LLVM check its input: for tests.</param>
public sealed class RegionTranslator(bool verifies = false) : IRegionTranslator
{
    private readonly bool hostMultipliesAndAdds = LlvmLibrary.HostCpuFeatures.Split(',').Contains("+fma");
    private readonly Dictionary<OptimizationLevel, HostCodeGenerator> generators = [];

    /// <summary>What decides, besides the sources, which code is made: for the key of cached code.</summary>
    public static string OptionsText => string.Join(
        "; ",
        Enum.GetValues<OptimizationLevel>().Select(level => $"{level}: {Options(level)}, {MostInstructions(level)}"));

    /// <inheritdoc/>
    public TranslatedRegion? Translate(RegionSource source, OptimizationLevel level)
    {
        RegionShape? shape = RegionShape.Grow(source, MostInstructions(level));
        if (shape is null) return null;
        HostCodeGenerator generator = Generator(level);
        using LLVMContextRef context = generator.CreateContext();
        context.SetDiscardValueNames(!Log.IsEnabled(LogItems.Op | LogItems.OptimizedOp));
        using LLVMModuleRef module = context.CreateModuleWithName("region"u8);
        generator.Prepare(module);
        Write(context, module, shape);
        TranslationLog.Written(source, module);
        generator.Optimize(module);
        TranslationLog.Optimized(source, module);
        ObjectCode code = generator.Emit(module);
        TranslationLog.Generated(source, shape.Blocks.SelectMany(block => block.Instructions), code);
        return new TranslatedRegion
        {
            PageHash = source.PageHash,
            Entries = shape.Entries,
            Lines = shape.Lines,
            GuestInstructions = shape.InstructionCount,
            Level = level,
            Code = code.Bytes,
        };
    }

    public void Dispose()
    {
        foreach (HostCodeGenerator generator in generators.Values) generator.Dispose();
    }

    // Beyond some hundreds of instructions the register allocator's time grows faster than the region.
    private static int MostInstructions(OptimizationLevel level) => level == OptimizationLevel.Fast ? 256 : 512;

    private static CodeGenerationOptions Options(OptimizationLevel level) =>
        level == OptimizationLevel.Fast ? CodeGenerationOptions.Fast : CodeGenerationOptions.Full;

    private HostCodeGenerator Generator(OptimizationLevel level)
    {
        if (generators.TryGetValue(level, out HostCodeGenerator? generator)) return generator;
        return generators[level] = new HostCodeGenerator(Options(level));
    }

    private void Write(LLVMContextRef context, LLVMModuleRef module, RegionShape shape)
    {
        using RegionFunction function = new(context, module, shape, hostMultipliesAndAdds);
        function.Write();
        if (verifies && !module.TryVerify(out string message))
            throw new InvalidOperationException($"The region is not valid:\n{message}\n{module}");
    }
}
