using Emu.Core.Memory;
using Emu.Core.Time;

namespace Emu.Isa;

/// <summary>What the CPUs of a machine or program consist of, as the user chose it with <c>-cpu</c>.</summary>
public abstract record CpuModel
{
    /// <summary>The architecture.</summary>
    public abstract GuestArchitecture Architecture { get; }

    /// <summary>What decides how code decodes.</summary>
    public abstract Features Features { get; }

    /// <summary>Both.</summary>
    public GuestIsa Isa => new(Architecture, Features);

    /// <summary>Makes a CPU in its reset state.</summary>
    /// <param name="id">The CPU's number; those of a machine are numbered from 0.</param>
    /// <param name="memory">The bus, complete before the CPU runs.</param>
    /// <param name="events">Clock and timers of the CPU.</param>
    public abstract Cpu CreateCpu(int id, AddressMap memory, EventLoop events);
}
