using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Emu.Engine.Code;
using Emu.Engine.Lockstep;
using Emu.Engine.Tiering;
using Emu.Host;
using Emu.Isa;
using Emu.Translate.Abi;

namespace Emu.Engine.Cpus;

/// <content>Translated code: how it is entered and left, and what its helpers do.</content>
public sealed unsafe partial class CpuRunner
{
    private readonly GCHandle handle;

    private readonly LockstepChecker? checker;

    // An exception of a helper, which is thrown again when translated code has been left.
    private Exception? failure;

    /// <summary>What translated code did on this CPU.</summary>
    public TierCounters Counters { get; } = new();

    /// <summary>
    /// Called for a block about to run whose countdown has ended: runs translated code as long as there is any, and
    /// returns the block to interpret next; null when the CPU must stop.
    /// </summary>
    internal Block* EnterHot(Block* block)
    {
        while (true)
        {
            if (block->Code == null) code.Promote(block);
            if (block->Code == null) return block;
            // The countdown ends at the block's next execution, so that its code is entered again.
            block->Countdown = 1;
            RunTranslated(block->Code);
            uint cause = state->ExitCause;
            block = FindNext();
            state->Entered = 0;
            if (block == null) return null;
            if (cause != 0)
            {
                // The block is interpreted once, also when it has code, which would only take the same side exit again.
                state->ExitCause = 0;
                Counters.SideExits[cause]++;
                return block;
            }

            if (--block->Countdown > 0) return block;
        }
    }

    /// <summary>Tells the profile how often blocks have run. The CPU does not run meanwhile.</summary>
    internal void ReportProfile() => code.Report();

    /// <summary>Ends the run of the CPU with an exception as soon as translated code has been left.</summary>
    internal void Fail(Exception exception)
    {
        failure = exception;
        Cpu.Request(CpuRequests.Interrupt);
    }

    /// <summary>The helper <see cref="HelperId.Fill"/>: the host address at which translated code makes an access that
    /// missed the TLB, a scratch field's when a device has served it; null, with nothing done, when the interpreter
    /// must execute the instruction.</summary>
    internal byte* Fill(ulong address, uint access, ulong value)
    {
        (int size, bool store, bool aligned, bool device) = HelperArguments.Access(access);
        if (aligned && (address & (ulong)(size - 1)) != 0) return null;
        // A region that is checked makes its accesses twice, which a device must not see.
        ulong* register = device && checker is null ? &state->HelperResult : null;
        byte* host = data.Fill(address, size, store ? AccessKind.Store : AccessKind.Load, register, value);
        if (host != null && host == register) Counters.DeviceAccesses++;
        return host == null || checker is null ? host : checker.Redirect(host, address, size, store, aligned);
    }

    /// <summary>The helper <see cref="HelperId.ZeroBlock"/>: zeroes a block of memory; false, with nothing done, when
    /// the interpreter must execute the instruction.</summary>
    internal bool TryZeroBlock(ulong address) => Cpu.MayZeroBlocks && checker is null && data.TryZeroBlock(address);

    /// <summary>The helper <see cref="HelperId.Compute"/>: a function of the guest's.</summary>
    internal ulong Compute(uint function, ulong first, ulong second, ulong third) =>
        interpreter.Compute(function, first, second, third);

    /// <summary>The helper <see cref="HelperId.System"/>: executes an instruction that only the CPU can; Refused, with
    /// nothing done, when the interpreter must execute it.</summary>
    internal SystemOutcome ExecuteSystem(uint operation, ulong first, ulong second, uint word)
    {
        if (checker is not null) return SystemOutcome.Refused;
        ulong context = state->JumpContext, version = JumpCache.Version;
        RegisterFile file = Cpu.Model.Architecture.Registers;
        ReadOnlySpan<ulong> ofCpu = new(state->Registers + file.FirstOfCpu, file.Scalars - file.FirstOfCpu);
        Span<ulong> before = stackalloc ulong[ofCpu.Length];
        ofCpu.CopyTo(before);
        if (!Cpu.Execute(operation, first, second, word, out state->HelperResult)) return SystemOutcome.Trapped;
        // The instruction may have made the CPU forget the very code that is running, which must be left then; and code that has
        // been running does not see what the CPU has done to its registers.
        bool same = context == state->JumpContext && version == JumpCache.Version
            && Volatile.Read(ref state->Requests) == 0 && ofCpu.SequenceEqual(before);
        return same ? SystemOutcome.Done : SystemOutcome.DoneThenLeave;
    }

    /// <inheritdoc/>
    public bool Step(ulong count)
    {
        byte* memory = stackalloc byte[sizeof(Block) + (2 * sizeof(DecodedInstruction))];
        var block = (Block*)memory;
        for (; count > 0; count--)
        {
            ulong target = state->InstructionsRetired + 1;
            if (!code.Decode(block)) return false;
            interpreter.Step(this, block);
            offeredLink = null;
            if (state->InstructionsRetired != target) return false;
        }

        return true;
    }

    private void RunTranslated(void* code)
    {
        ulong before = state->InstructionsRetired;
        if (checker is null) NativeCode.Run(state->Registers, code);
        else checker.Run(code);
        Counters.TranslatedInstructions += state->InstructionsRetired - before;
        Counters.Entries++;
        if (state->FaultSignal != 0) RaiseLostFault();
        if (failure is null) return;
        Exception thrown = failure;
        failure = null;
        ExceptionDispatchInfo.Throw(thrown);
    }
}
