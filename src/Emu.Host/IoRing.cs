using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Emu.Host;

/// <summary>What a request to an <see cref="IoRing"/> does.</summary>
public enum IoRingOperation
{
    /// <summary>Reads at a position into segments.</summary>
    Read = 1,

    /// <summary>Writes segments at a position.</summary>
    Write = 2,

    /// <summary>Waits until the file's data is on the medium, as <c>fdatasync</c> does.</summary>
    Flush = 3,
}

/// <summary>
/// A submission and a completion queue that are shared with the host's kernel (<c>io_uring</c>): requests go to files without a
/// thread that waits for each. <see cref="Descriptor"/> can be polled for completions. One thread at a time.
/// </summary>
/// <remarks>
/// Invariant of the unsafe code: the kernel has told the offsets in both mappings, which live until <see cref="Dispose"/>, and
/// the masks keep every index inside. A request's segments are copied by the kernel when it is submitted
/// (<c>IORING_FEAT_SUBMIT_STABLE</c>, without which no ring is made); the memory that they name stays until the request has
/// completed.
/// </remarks>
public sealed unsafe partial class IoRing : IDisposable
{
    private const int SetupCall = 425, EnterCall = 426;
    private const uint GetEvents = 1;
    private const uint SingleMapping = 1, KeepsCompletions = 2, StableSubmission = 4;
    private const uint WantedFeatures = SingleMapping | KeepsCompletions | StableSubmission;
    private const int EntrySize = 64, CompletionSize = 16;
    private const long EntriesOffset = 0x1000_0000;
    private const int Interrupted = -4, NotImplemented = 38;

    private readonly SafeFileHandle file;
    private readonly byte* queues;
    private readonly byte* entries;
    private readonly nuint queuesSize, entriesSize;

    // Into the mapping of both queues.
    private readonly uint* submissionTail, completionHead, completionTail;
    private readonly uint* submissionArray;
    private readonly byte* completions;
    private readonly uint submissionMask, completionMask;

    private IoRing(SafeFileHandle file, in Parameters parameters, byte* queues, nuint queuesSize, byte* entries, nuint entriesSize)
    {
        this.file = file;
        this.queues = queues;
        this.queuesSize = queuesSize;
        this.entries = entries;
        this.entriesSize = entriesSize;
        submissionTail = (uint*)(queues + parameters.Submission.Tail);
        submissionMask = *(uint*)(queues + parameters.Submission.Mask);
        submissionArray = (uint*)(queues + parameters.Submission.Array);
        completionHead = (uint*)(queues + parameters.Completion.Head);
        completionTail = (uint*)(queues + parameters.Completion.Tail);
        completionMask = *(uint*)(queues + parameters.Completion.Mask);
        completions = queues + parameters.Completion.Entries;
        Capacity = (int)parameters.CompletionEntries;
    }

    /// <summary>Most requests that may be under way.</summary>
    public int Capacity { get; }

    /// <summary>Readable while there are completions.</summary>
    public int Descriptor => (int)file.DangerousGetHandle();

    /// <summary>Makes a ring; null when the host's kernel refuses, or has one that is too old.</summary>
    /// <param name="size">Requests that can be submitted at once, a power of two; twice as many may be under way.</param>
    /// <param name="error">The reason.</param>
    public static IoRing? TryCreate(uint size, out HostError error)
    {
        Parameters parameters = default;
        long descriptor = HostSyscall.Invoke(SetupCall, size, (ulong)&parameters);
        error = new HostError(descriptor < 0 ? (int)-descriptor : 0);
        if (descriptor < 0) return null;
        SafeFileHandle file = new((nint)descriptor, ownsHandle: true);
        if ((parameters.Features & WantedFeatures) != WantedFeatures)
        {
            file.Dispose();
            error = new HostError(NotImplemented);
            return null;
        }

        nuint queuesSize = Math.Max(
            parameters.Submission.Array + ((nuint)parameters.SubmissionEntries * sizeof(uint)),
            parameters.Completion.Entries + ((nuint)parameters.CompletionEntries * CompletionSize));
        nuint entriesSize = (nuint)parameters.SubmissionEntries * EntrySize;
        byte* queues = TryMap(file, queuesSize, 0, out error);
        byte* entries = queues == null ? null : TryMap(file, entriesSize, EntriesOffset, out error);
        if (entries != null) return new IoRing(file, parameters, queues, queuesSize, entries, entriesSize);
        if (queues != null) _ = Unmap(queues, queuesSize);
        file.Dispose();
        return null;
    }

    /// <summary>Gives a request to the kernel. An error means that it has none.</summary>
    /// <param name="operation">What to do.</param>
    /// <param name="target">The file.</param>
    /// <param name="segments">The memory; none for a flush.</param>
    /// <param name="position">Of the first byte in the file.</param>
    /// <param name="tag">What <see cref="TryTake"/> gives back.</param>
    public HostError Submit(
        IoRingOperation operation, SafeFileHandle target, ReadOnlySpan<IoSegment> segments, long position, ulong tag)
    {
        const uint DataOnly = 1;
        fixed (IoSegment* first = segments)
        {
            uint tail = *submissionTail, index = tail & submissionMask;
            Submission* entry = (Submission*)(entries + (index * EntrySize));
            *entry = new Submission
            {
                Operation = (byte)operation,
                Descriptor = (int)target.DangerousGetHandle(),
                Position = (ulong)position,
                Address = (ulong)first,
                Length = (uint)segments.Length,
                Flags = operation == IoRingOperation.Flush ? DataOnly : 0,
                Tag = tag,
            };
            submissionArray[index] = index;
            Volatile.Write(ref *submissionTail, tail + 1);
            long taken;
            do taken = HostSyscall.Invoke(EnterCall, (ulong)Descriptor, 1);
            while (taken == Interrupted);
            GC.KeepAlive(target);
            if (taken == 1) return default;
            // The kernel takes entries in this call only, so that the one it has left can be taken back.
            Volatile.Write(ref *submissionTail, tail);
            return new HostError(taken < 0 ? (int)-taken : 11);
        }
    }

    /// <summary>Takes a completion; false when there is none.</summary>
    /// <param name="tag">What the request was submitted with.</param>
    /// <param name="result">Bytes, or a negative error number.</param>
    public bool TryTake(out ulong tag, out int result)
    {
        uint head = *completionHead;
        bool isThere = head != Volatile.Read(ref *completionTail);
        Completion* found = (Completion*)(completions + ((head & completionMask) * CompletionSize));
        tag = isThere ? found->Tag : 0;
        result = isThere ? found->Result : 0;
        if (isThere) Volatile.Write(ref *completionHead, head + 1);
        return isThere;
    }

    /// <summary>Waits until there is a completion. Call it only while a request is under way.</summary>
    public void Wait() => HostSyscall.Invoke(EnterCall, (ulong)Descriptor, 0, 1, GetEvents);

    /// <summary>Ends the ring. No request may be under way: the kernel would still use its memory.</summary>
    public void Dispose()
    {
        if (file.IsClosed) return;
        _ = Unmap(entries, entriesSize);
        _ = Unmap(queues, queuesSize);
        file.Dispose();
    }

    private static byte* TryMap(SafeFileHandle file, nuint size, long offset, out HostError error)
    {
        const int ReadWrite = 3, SharedAndPopulated = 0x8001;
        nint address = Map(0, size, ReadWrite, SharedAndPopulated, file, offset);
        error = new HostError(address == -1 ? Marshal.GetLastPInvokeError() : 0);
        return address == -1 ? null : (byte*)address;
    }

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint Map(nint address, nuint length, int protection, int flags, SafeFileHandle file, long offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(byte* address, nuint length);

    /// <summary><c>struct io_uring_params</c>, 120 bytes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Parameters
    {
        public uint SubmissionEntries, CompletionEntries, Flags, ThreadCpu, ThreadIdle, Features, WorkQueue;
        private readonly uint reserved0, reserved1, reserved2;
        public SubmissionOffsets Submission;
        public CompletionOffsets Completion;
    }

    /// <summary><c>struct io_sqring_offsets</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct SubmissionOffsets
    {
        public uint Head, Tail, Mask, Entries, Flags, Dropped, Array;
        private readonly uint reserved;
        private readonly ulong userAddress;
    }

    /// <summary><c>struct io_cqring_offsets</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct CompletionOffsets
    {
        public uint Head, Tail, Mask, RingEntries, Overflow, Entries, Flags;
        private readonly uint reserved;
        private readonly ulong userAddress;
    }

    /// <summary><c>struct io_uring_sqe</c>.</summary>
    [StructLayout(LayoutKind.Sequential, Size = EntrySize)]
    private struct Submission
    {
        public byte Operation;
        private readonly byte entryFlags;
        private readonly ushort priority;
        public int Descriptor;
        public ulong Position, Address;
        public uint Length, Flags;
        public ulong Tag;
    }

    /// <summary><c>struct io_uring_cqe</c>.</summary>
    [StructLayout(LayoutKind.Sequential, Size = CompletionSize)]
    private struct Completion
    {
        public ulong Tag;
        public int Result;
        private readonly uint flags;
    }
}
