using Emu.Isa.RiscV.Privileged;

namespace Emu.Engine.Tiering;

/// <summary>Whose turn it is among the harts of a machine that is checked in lockstep: first come, first served.</summary>
internal sealed class LockstepTurn
{
    private readonly object gate = new();

    // Guarded by gate.
    private ulong nextTicket, servedTicket;
    private Hart? holder;

    /// <summary>Waits for the turn. Who has it is asked to give it up at its next block boundary.</summary>
    public void Take(Hart hart)
    {
        lock (gate)
        {
            ulong ticket = nextTicket++;
            if (ticket != servedTicket) holder?.Request(HartRequests.Interrupt);
            while (ticket != servedTicket) Monitor.Wait(gate);
            holder = hart;
            if (nextTicket - servedTicket > 1) hart.Request(HartRequests.Interrupt);
        }
    }

    /// <summary>Ends the turn.</summary>
    public void Release()
    {
        lock (gate)
        {
            servedTicket++;
            holder = null;
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Lets others have their turn, if any wait.</summary>
    public void Pass(Hart hart)
    {
        lock (gate)
            if (nextTicket - servedTicket == 1) return;
        Release();
        Take(hart);
    }
}
