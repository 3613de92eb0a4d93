using Emu.Linux.Abi;
using Emu.Linux.Memory;
using Emu.Linux.Processes;
using static Emu.Linux.Syscalls.Arguments;
using static Emu.Linux.Syscalls.Serve;
using HostNumber = Emu.Host.HostSyscallNumbers;

namespace Emu.Linux.Syscalls;

/// <summary>System V message queues, semaphores and shared memory, and POSIX message queues.</summary>
/// <remarks>Invariant of the unsafe code: structures for the host are on the stack during the call.</remarks>
internal static unsafe class IpcCalls
{
    private const int SemaphoreOperationSize = 6, QueueAttributesSize = 64, EventSize = 64;
    private const int Set = 1, Stat = 2, Information = 3;
    private const int GetAll = 13, SetAll = 17, SemaphoreStat = 18, SemaphoreInformation = 19, SemaphoreStatAny = 20;
    private const int NotifyByThread = 2, NotifyCookieSize = 32;

    public static IReadOnlyList<SyscallRow> Rows { get; } =
    [
        ByHost(
            180, "mq_open", HostNumber.MqOpen, Text, Flags(ValueNames.OpenFlags), Octal, InStruct(QueueAttributesSize)),
        ByHost(181, "mq_unlink", HostNumber.MqUnlink, Text),
        ByHostWaiting(182, "mq_timedsend", HostNumber.MqTimedsend, Descriptor, In(2), Size, Int, Time),
        ByHostWaiting(183, "mq_timedreceive", HostNumber.MqTimedreceive, Descriptor, Out(2), Size, OutInt, Time),
        By(184, "mq_notify", NotifyQueue, Descriptor, InStruct(EventSize)),
        ByHost(
            185, "mq_getsetattr", HostNumber.MqGetsetattr, Descriptor, InStruct(QueueAttributesSize),
            OutStruct(QueueAttributesSize)),
        ByHost(186, "msgget", HostNumber.Msgget, Int, Hex),
        ByHost(187, "msgctl", HostNumber.Msgctl, Int, Int, InOutStruct(120)),
        ByHostWaiting(188, "msgrcv", HostNumber.Msgrcv, Int, Out(2), Size, Int, Hex),
        By(189, "msgsnd", SendMessage, Int, In(2), Size, Hex),
        ByHost(190, "semget", HostNumber.Semget, Int, Int, Hex),
        By(191, "semctl", ControlSemaphores, Int, Int, Int, Hex),
        ByHostWaiting(
            192, "semtimedop", HostNumber.Semtimedop, Int, InArray(2, SemaphoreOperationSize), Int, Time),
        ByHostWaiting(193, "semop", HostNumber.Semop, Int, InArray(2, SemaphoreOperationSize), Int),
        ByHost(194, "shmget", HostNumber.Shmget, Int, Size, Hex),
        ByHost(195, "shmctl", HostNumber.Shmctl, Int, Int, InOutStruct(112)),
    ];

    // The kernel reads the type, and then refuses a length below 0.
    private static long SendMessage(LinuxThread thread, SyscallArguments a)
    {
        const ulong TypeSize = sizeof(ulong);
        ulong length = (long)a[2] < 0 ? TypeSize : TypeSize + a[2];
        return HostCall.Invoke(
            thread, HostNumber.Msgsnd, mayWait: true, a[0], HostCall.Pointer(thread.Process.Memory, a[1], length),
            a[2], a[3]);
    }

    private static long ControlSemaphores(LinuxThread thread, SyscallArguments a)
    {
        GuestMemory memory = thread.Process.Memory;
        switch (a.Int(2))
        {
            case Stat or SemaphoreStat or SemaphoreStatAny or Set:
                return ControlSet(thread, a);
            case GetAll or SetAll or Information or SemaphoreInformation:
                return HostCall.Invoke(
                    thread, HostNumber.Semctl, mayWait: false, a[0], a[1], a[2], HostCall.Pointer(memory, a[3]));
            default:
                return HostCall.Invoke(thread, HostNumber.Semctl, mayWait: false, a[0], a[1], a[2], a[3]);
        }
    }

    // The commands with struct semid64_ds: IPC_SET reads it, the others write it.
    private static long ControlSet(LinuxThread thread, SyscallArguments a)
    {
        GuestMemory memory = thread.Process.Memory;
        StructLayout layout = thread.Process.Abi.Structs.Semaphores;
        Span<byte> guest = stackalloc byte[layout.GuestSize];
        byte* host = stackalloc byte[layout.HostSize];
        ulong structure = (ulong)host;
        bool set = a.Int(2) == Set;
        if (set && !memory.TryRead(a[3], guest)) structure = HostCall.BadPointer;
        else if (set) layout.ToHost(guest, new(host, layout.HostSize));
        long result = HostCall.Invoke(thread, HostNumber.Semctl, mayWait: false, a[0], a[1], a[2], structure);
        if (result < 0 || set) return result;
        layout.ToGuest(new(host, layout.HostSize), guest);
        return memory.TryWrite(a[3], guest) ? result : -Errno.BadAddress;
    }

    // struct sigevent: with SIGEV_THREAD its value points to the bytes that come back when a message is there.
    private static long NotifyQueue(LinuxThread thread, SyscallArguments a)
    {
        GuestMemory memory = thread.Process.Memory;
        ulong* notification = stackalloc ulong[EventSize / sizeof(ulong)];
        ulong structure = (ulong)notification;
        if (a[1] == 0) structure = 0;
        else if (!memory.TryRead(a[1], new Span<byte>(notification, EventSize))) structure = HostCall.BadPointer;
        else if ((int)(notification[1] >> 32) == NotifyByThread)
            notification[0] = HostCall.Pointer(memory, notification[0], NotifyCookieSize);
        return HostCall.Invoke(
            thread, HostNumber.MqNotify, mayWait: false, thread.Process.Reserved.Hide(a[0]), structure);
    }
}
