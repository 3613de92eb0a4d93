using System.Buffers.Binary;
using Emu.Core.Control;
using Emu.Elf;
using Emu.Host;
using Emu.Linux.Abi;
using Emu.Linux.Memory;

namespace Emu.Linux.Loading;

/// <summary>Puts a prepared program into an empty address space: segments, interpreter, vdso, stack.</summary>
internal sealed class ProgramLoader(IProgramMemory memory, PreparedProgram program, LoadOptions options)
{
    // As Linux: two thirds up the address space, far above programs with fixed addresses and below the mappings.
    private const ulong MovedBaseDivisor = 3, MovedBaseFactor = 2;
    private const ulong DefaultStackSize = 8 << 20, SmallestStack = 128 << 10, LargestStack = 64ul << 30;
    private const ulong TicksPerSecond = 100;
    private const long GetUser = 102, GetGroup = 104, GetEffectiveUser = 107, GetEffectiveGroup = 108;

    private readonly ElfImage image = program.Image
        ?? throw new ArgumentException("only programs for the guest can be loaded", nameof(program));

    /// <summary>Loads it.</summary>
    /// <returns>Null, and what failed; the address space is not to be used then.</returns>
    public LoadedProgram? Load(out ProgramError? error)
    {
        // First the stack, whose place everything else then avoids.
        ulong stackSize = ChooseStackSize();
        long stackStart = memory.MapStack(stackSize, StackProtection);
        if (stackStart < 0) return Fail(ProgramFault.CannotMap, stackStart, out error);
        ulong hint = PageMath.Down(memory.Limit / MovedBaseDivisor * MovedBaseFactor) & ~(image.Alignment - 1);
        error = new ImageMapper(memory, image, program.File).Map(hint, out ulong bias);
        ulong interpreterBias = 0;
        if (error is null && program.InterpreterImage is { } interpreter)
        {
            error = new ImageMapper(memory, interpreter, program.InterpreterFile!).Map(0, out interpreterBias);
            error = error is null ? null : error with { IsInterpreter = true };
        }

        if (error is not null) return null;
        memory.SetBreak(image.End + bias);
        long vdso = MapVdso();
        if (vdso < 0) return Fail(ProgramFault.CannotMap, vdso, out error);
        ulong stackEnd = (ulong)stackStart + stackSize;
        InitialStack stack = new(
            stackEnd, program.Arguments, program.Environment, program.RequestedPath, RandomBytes(),
            AuxiliaryVector(bias, interpreterBias, (ulong)vdso), options.Abi.Platform);
        // The program needs some stack of its own.
        if ((ulong)stack.Bytes.Length > stackSize / 4 * 3 || !memory.TryWrite(stack.Pointer, stack.Bytes))
            return Fail(ProgramFault.ArgumentsTooLong, 0, out error);
        return Describe(bias, interpreterBias, (ulong)vdso, (ulong)stackStart, stackEnd, stack);
    }

    private PageProtection StackProtection => PageProtection.Read | PageProtection.Write
        | (image.HasExecutableStack ? PageProtection.Execute : PageProtection.None);

    private LoadedProgram? Fail(ProgramFault fault, long result, out ProgramError? error)
    {
        error = new ProgramError(fault, program.RequestedPath, (int)-result);
        return null;
    }

    private LoadedProgram Describe(
        ulong bias, ulong interpreterBias, ulong vdso, ulong stackStart, ulong stackEnd, InitialStack stack) => new()
        {
            Entry = program.InterpreterImage?.Entry + interpreterBias ?? image.Entry + bias,
            StackPointer = stack.Pointer,
            StackStart = stackStart,
            StackEnd = stackEnd,
            SignalReturn = vdso + Vdso.SignalReturn,
            VdsoStart = vdso,
            CodeStart = image.Start + bias,
            BreakStart = image.End + bias,
            InterpreterBase = BaseOf(interpreterBias),
            ExecutablePath = program.File.FindPath(),
            Arguments = program.Arguments,
            Stack = stack,
        };

    private long MapVdso()
    {
        const MapFlags flags = MapFlags.Private | MapFlags.Anonymous;
        long place = memory.Map(0, Vdso.Size, PageProtection.Read | PageProtection.Write, flags, name: "[vdso]");
        if (place < 0) return place;
        if (!memory.TryWrite((ulong)place, Vdso.Build(options.Abi))) return -Errno.BadAddress;
        long result = memory.Protect((ulong)place, Vdso.Size, PageProtection.Read | PageProtection.Execute);
        return result < 0 ? result : place;
    }

    private ulong ChooseStackSize()
    {
        ulong wanted = options.StackSize;
        if (wanted == 0) wanted = ArgumentLimits.StackLimit;
        if (wanted == ulong.MaxValue) wanted = DefaultStackSize;
        return PageMath.Up(Math.Clamp(wanted, SmallestStack, Math.Min(LargestStack, memory.Limit / 4)));
    }

    private byte[] RandomBytes()
    {
        if (options.Seed is not { } seed) return HostRandom.Bytes(InitialStack.RandomSize);
        byte[] bytes = new byte[InitialStack.RandomSize];
        SplitMix generator = new(seed);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, generator.Next());
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(sizeof(ulong)), generator.Next());
        return bytes;
    }

    private (AuxiliaryType Type, ulong Value)[] AuxiliaryVector(ulong bias, ulong interpreterBias, ulong vdso) =>
    [
        (AuxiliaryType.SystemCallLibrary, vdso),
        (AuxiliaryType.SmallestSignalStack, options.Abi.SignalStackNeed),
        (AuxiliaryType.HardwareCapabilities, options.Capabilities.First),
        (AuxiliaryType.PageSize, GuestMemory.PageSize),
        (AuxiliaryType.ClockTicks, TicksPerSecond),
        (AuxiliaryType.ProgramHeaders, image.HeadersAddress == 0 ? 0 : image.HeadersAddress + bias),
        (AuxiliaryType.ProgramHeaderSize, ElfProgramHeader.Size),
        (AuxiliaryType.ProgramHeaderCount, (ulong)image.HeaderCount),
        (AuxiliaryType.Base, BaseOf(interpreterBias)),
        (AuxiliaryType.Flags, 0),
        (AuxiliaryType.Entry, image.Entry + bias),
        (AuxiliaryType.User, (ulong)HostSyscall.Invoke(GetUser)),
        (AuxiliaryType.EffectiveUser, (ulong)HostSyscall.Invoke(GetEffectiveUser)),
        (AuxiliaryType.Group, (ulong)HostSyscall.Invoke(GetGroup)),
        (AuxiliaryType.EffectiveGroup, (ulong)HostSyscall.Invoke(GetEffectiveGroup)),
        (AuxiliaryType.Secure, options.IsSecure ? 1u : 0u),
        (AuxiliaryType.HardwareCapabilities2, options.Capabilities.Second),
    ];

    /// <summary>Linux gives what was added to the interpreter's addresses, which begin at 0.</summary>
    private ulong BaseOf(ulong interpreterBias) => program.InterpreterImage is null ? 0 : interpreterBias;
}
