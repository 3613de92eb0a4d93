using System.Reflection;
using System.Runtime.InteropServices;
using Emu.Host;
using Emu.Isa;

namespace Emu.Engine.Tests.Translation;

/// <summary>What managed, native and generated code agree on about a CPU's state.</summary>
public sealed class StateLayoutTests
{
    /// <summary>What the host's instructions reach with a displacement of one byte.</summary>
    private const int ShortestReach = -128;

    [Fact]
    public void The_native_structure_has_every_field_where_the_managed_one_has_it()
    {
        int size = Marshal.SizeOf<CpuState>();
        FieldInfo[] fields = [.. typeof(CpuState).GetFields(BindingFlags.Public | BindingFlags.Instance)
            .SkipWhile(field => field.Name != nameof(CpuState.Pc))];

        Assert.NotEmpty(fields);
        Assert.All(fields, (field, index) => Assert.Equal(
            (field.Name, (int)Marshal.OffsetOf<CpuState>(field.Name) - size),
            (field.Name, NativeCode.StateOffset((uint)index))));
        Assert.Equal(0, NativeCode.StateOffset((uint)fields.Length));
    }

    [Fact]
    public void What_running_code_uses_is_in_the_shortest_reach_of_the_registers() =>
        Assert.InRange(NativeCode.StateOffset(0), ShortestReach, -1);

    [Fact]
    public void The_registers_are_aligned_to_16_bytes() => Assert.Equal(0, Marshal.SizeOf<CpuState>() % 16);
}
