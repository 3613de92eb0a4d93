using Emu.Core.Logging;
using Emu.Llvm;
using Emu.Llvm.CodeGeneration;
using Emu.Translate.Inspection;
using Emu.Translate.Llvm;
using Emu.Translate.Regions;

namespace Emu.Translate;

/// <summary>Translates regions with LLVM, and with the baseline translator where that is the level.</summary>
public sealed class RegionTranslator(TranslatorOptions options) : IRegionTranslator
{
    private readonly bool hostMultipliesAndAdds = LlvmLibrary.HostCpuFeatures.Split(',').Contains("+fma");
    private readonly Dictionary<OptimizationLevel, HostCodeGenerator> generators = [];

    private BaselineRegionTranslator? baseline;

    /// <inheritdoc/>
    public TranslatedRegion? Translate(RegionSource source, OptimizationLevel level)
    {
        if (level == OptimizationLevel.Baseline)
            return (baseline ??= new BaselineRegionTranslator(source.Isa, options.MemoryAccess)).Translate(source);
        RegionShape? shape = RegionShape.Grow(source, options.MostInstructions(level));
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
            Page = source.Page,
            CodeMode = source.CodeMode,
            Entries = shape.Entries,
            Source = shape.Source,
            Neighbours = shape.Neighbours,
            GuestInstructions = shape.InstructionCount,
            Level = level,
            Code = code.Bytes,
        };
    }

    public void Dispose()
    {
        foreach (HostCodeGenerator generator in generators.Values) generator.Dispose();
        baseline?.Dispose();
    }

    private HostCodeGenerator Generator(OptimizationLevel level)
    {
        if (generators.TryGetValue(level, out HostCodeGenerator? generator)) return generator;
        return generators[level] = new HostCodeGenerator(options.GenerationOptions(level));
    }

    private void Write(LLVMContextRef context, LLVMModuleRef module, RegionShape shape)
    {
        using RegionFunction function = new(context, module, shape, hostMultipliesAndAdds, options.MemoryAccess);
        function.Write();
        if (options.Verifies && !module.TryVerify(out string message))
            throw new InvalidOperationException($"The region is not valid:\n{message}\n{module}");
    }
}
