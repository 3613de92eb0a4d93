using Emu.Core.Memory;
using Emu.Engine.Tiering;
using Emu.Isa;

namespace Emu.Engine.Code;

/// <summary>
/// Everything that other threads ask of one CPU: they post it here, and the CPU takes it before its next block. Any
/// thread may post, also to a CPU that has gone.
/// </summary>
/// <remarks>What was posted before something else is taken no later than that, since both lie behind one lock: a fence
/// comes with the stores that were made before it. Invariant of the unsafe code: the state belongs to the CPU, which
/// closes its mailbox before it is disposed.</remarks>
internal sealed class CpuMailbox(Cpu cpu) : ICodeHolder
{
    /// <summary>The most fences of other CPUs that wait one by one; when there are more, one of everything replaces
    /// them.</summary>
    private const int MostFences = 64;

    private readonly Lock gate = new();

    // Guarded by gate: what is posted next goes into the first; the CPU has the second until it takes mail again.
    private CpuMail posted = new(), taken = new();
    private ulong lastTicket;
    private bool isClosed;

    private ulong served;

    /// <inheritdoc/>
    public int Id => cpu.Id;

    /// <summary>Whether something may be waiting here.</summary>
    public unsafe bool HasMail => (Volatile.Read(ref cpu.State->Requests) & (int)CpuRequests.Mail) != 0;

    /// <summary>Asks for fences; returns a ticket for <see cref="IsServed"/>.</summary>
    /// <param name="translations">The translations to forget; null for none.</param>
    /// <param name="instructions">Asks for an instruction fence.</param>
    public ulong PostFence(TranslationFence? translations, bool instructions) =>
        Post((translations, instructions), static (mail, ask) => AddFence(mail, ask.translations, ask.instructions));

    /// <inheritdoc/>
    public void NotifyModified(ulong page) => Post(page, static (mail, page) => mail.Modified.Add(page));

    /// <inheritdoc/>
    public ulong RequestVisibleStores(PhysicalAddress page) =>
        Post(page, static (mail, page) => mail.UnseenStores.Add(page));

    /// <inheritdoc/>
    public bool StoresAreVisible(ulong ticket) => IsServed(ticket);

    /// <summary>Tells that flash was switched between its array and its command mode, perhaps after it was
    /// programmed.</summary>
    public void PostFlashChanged() => Post(0, static (mail, _) => mail.FlashChanged = true);

    /// <summary>Tells that the translation of code in a physical page has been finished.</summary>
    public void PostTranslated(ulong page) => Post(page, static (mail, page) => mail.Translated.Add(page));

    /// <summary>User mode: tells that a range of the address space has changed.</summary>
    public void PostRemapped(ulong start, ulong length) =>
        Post((start, length), static (mail, range) => mail.Remapped.Add(range));

    /// <summary>User mode: has the CPU use code of another service.</summary>
    public void PostService(TranslationService service) =>
        Post(service, static (mail, service) => mail.Service = service);

    /// <summary>True when what was posted with that ticket has been done.</summary>
    public bool IsServed(ulong ticket) => Volatile.Read(ref served) >= ticket;

    /// <summary>The CPU's own thread: what has been posted, which stays the same until the next call. The caller does it,
    /// calls <see cref="MarkServed"/>, and clears it.</summary>
    public unsafe CpuMail Take()
    {
        Interlocked.And(ref cpu.State->Requests, (int)~CpuRequests.Mail);
        lock (gate)
        {
            (posted, taken) = (taken, posted);
            taken.Ticket = lastTicket;
            return taken;
        }
    }

    /// <summary>The CPU's own thread: everything up to a ticket has been done.</summary>
    public void MarkServed(ulong ticket) => Volatile.Write(ref served, ticket);

    /// <summary>Before the CPU is disposed: what is posted later is dropped.</summary>
    public void Close()
    {
        lock (gate) isClosed = true;
    }

    private ulong Post<T>(T what, Action<CpuMail, T> add)
    {
        lock (gate)
        {
            if (isClosed) return 0;
            add(posted, what);
            cpu.Request(CpuRequests.Mail);
            return ++lastTicket;
        }
    }

    private static void AddFence(CpuMail mail, TranslationFence? translations, bool instructions)
    {
        mail.FencesInstructions |= instructions;
        if (translations is not { } fence) return;
        if (mail.Fences.Count == MostFences)
        {
            mail.Fences.Clear();
            fence = TranslationFence.Everything;
        }

        mail.Fences.Add(fence);
    }
}
