namespace Emu.Engine;

/// <summary>Ways to run guest code, of which the engine may use several: the interpreter always.</summary>
[Flags]
public enum Tiers
{
    /// <summary>Nothing but the interpreter.</summary>
    Interpreter = 0,

    /// <summary>Warm code is translated on the spot, block by block.</summary>
    Baseline = 1,

    /// <summary>Hot code is translated by LLVM, on threads of its own.</summary>
    Llvm = 2,

    /// <summary>All of them.</summary>
    All = Baseline | Llvm,
}
