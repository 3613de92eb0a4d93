using Emu.Core.Memory;
using Emu.Engine.Code;
using Emu.Engine.Tiering;
using Emu.Engine.Tlb;
using Emu.Isa;
using Emu.Translate.Abi;

namespace Emu.Engine.Cpus;

/// <content>What only user-mode programs do: change their address space by system calls, and fault in code that accesses
/// memory directly.</content>
public sealed unsafe partial class CpuRunner
{
    /// <summary>The most pages that are dropped from the TLB one by one; for a longer range, all are.</summary>
    private const ulong MostDroppedPages = 64;

    /// <summary>The most instructions that are interpreted after a fault in translated code: a loop of loads may have
    /// come far from its restart point; translated code continues from where the interpreter ends.</summary>
    private const ulong MostReplayed = 10_000;

    /// <summary>Forgets what is known of a range of guest pages; on the CPU's own thread.</summary>
    internal void ForgetMapping(ulong start, ulong length)
    {
        ulong pages = length / AddressMap.PageSize;
        if (pages > MostDroppedPages) tlb.Flush();
        else
            for (ulong i = 0; i < pages; i++)
                tlb.FlushPage(start + (i * AddressMap.PageSize), DataTlb.AllSpaces, isCurrent: true);
        code.ForgetRange(start, length);
    }

    /// <summary>Tells the CPU's code how it reaches guest memory.</summary>
    internal void SetMemoryBase(ulong host, MemoryAccess access)
    {
        state->MemoryBase = (void*)host;
        state->IsDirect = (byte)access;
    }

    private void ChangeService(TranslationService service)
    {
        UseCode(service);
        state->IsDirect = (byte)service.MemoryAccess;
    }

    // Handles a fault of the host in translated code. With exact faults the state is that of a restart point, from
    // which the interpreter comes to the fault once more; else the registers are lost: the state has older ones.
    private void RaiseLostFault()
    {
        state->FaultSignal = 0;
        state->ExitCause = 0;
        if (state->IsDirect == (byte)MemoryAccess.DirectExact)
        {
            int place = state->FaultOffset;
            ulong page = state->Entered & ~(AddressMap.PageSize - 1);
            state->Pc = page + unchecked((ulong)(place & ~RestartPlace.GroupMark));
            // The host tells no address where no memory can be; it was the group's first store that faulted then.
            bool hasStored = (place & RestartPlace.GroupMark) != 0 && state->FaultAddress != 0;
            if (!hasStored || SkipStores(state->FaultAddress - (ulong)state->MemoryBase)) Step(MostReplayed);
            return;
        }

        Cpu.Kernel!.LoseFault(Cpu, state->FaultAddress - (ulong)state->MemoryBase);
    }

    // Skips stores of a group until the one that has faulted: those before it, which do not reach the address, have
    // been done. False when an instruction trapped.
    private bool SkipStores(ulong fault)
    {
        byte* memory = stackalloc byte[sizeof(Block) + (2 * sizeof(DecodedInstruction))];
        var block = (Block*)memory;
        while (true)
        {
            if (!code.Decode(block)) return false;
            DecodedInstruction decoded = *Block.Instructions(block);
            InstructionFacts facts = Cpu.Model.Architecture.FactsOf(decoded);
            if ((facts.Traits & InstructionTraits.Store) == 0)
            {
                if (!Step(1)) return false;
                continue;
            }

            ulong address = Cpu.Registers[decoded.B] + unchecked((ulong)decoded.Immediate);
            if (fault - address < facts.AccessSize) return true;
            state->Pc += facts.Length;
        }
    }
}
