using System.Runtime.Intrinsics;
using Emu.FloatingPoint;
using Emu.Isa;

namespace Emu.Translate.Baseline;

/// <summary>Writes what an instruction does with vectors: the half that knows the host. Values have numbers, which end with the
/// instruction; each is computed at once.</summary>
internal abstract class HostVectors
{
    /// <summary>A value that is known now.</summary>
    public abstract int Constant(Vector128<byte> bits);

    /// <summary>The value of two halves.</summary>
    public abstract int Create(BaselineValue low, BaselineValue high);

    /// <summary>The low bits of a value in every lane.</summary>
    public abstract int Duplicate(Lanes lanes, BaselineValue value);

    /// <summary>A lane, zero-extended.</summary>
    public abstract BaselineValue Get(Lanes lanes, int vector, int index);

    /// <summary>A vector with another lane.</summary>
    public abstract int With(Lanes lanes, int vector, int index, BaselineValue value);

    /// <summary>A function of lanes, as <see cref="FloatOperations.ApplyLanes"/> does it.</summary>
    public abstract int FloatLanes(
        FloatFunction function, FloatFormat format, bool isFull, int first, int second, int third, FloatRounding rounding,
        int immediate);

    /// <summary>An operation, as <see cref="VectorOperations.Apply"/> does it.</summary>
    public abstract int Apply(VectorOperation operation, Lanes lanes, int first, int second, int third, int immediate);
}
