using Emu.Linux.Abi;
using Emu.Linux.Syscalls;
using static Emu.Linux.Tests.Syscalls.GuestCaller;

namespace Emu.Linux.Tests.Syscalls;

public sealed class HostileArgumentTests : IDisposable
{
    private const int LargestError = 4095;
    private const string MayHaveNoGroups = "getgroups", PipesHaveNoAttributes = "flistxattr";

    private readonly GuestCaller guest = new();

    public static TheoryData<string> CallsWithPointers =>
        [.. new SyscallTable(StructLayouts.Generic, []).Rows.Where(IsHarmless).Select(row => row.Name)];

    public void Dispose() => guest.Dispose();

    [Theory]
    [MemberData(nameof(CallsWithPointers))]
    public void A_call_whose_pointers_are_all_bad_is_an_error(string name)
    {
        SyscallRow row = guest.Table.Rows.Single(row => row.Name == name);
        ulong pair = guest.Allocate(8);
        Assert.Equal(0, guest.Call("pipe2", pair, 0));
        ulong descriptor = guest.Value<uint>(pair);
        foreach (ulong bad in (ulong[])[BeyondUserSpace, guest.Memory.Limit - 1, ulong.MaxValue])
        {
            ulong[] arguments = [.. row.Arguments.Select(argument => Argument(argument, descriptor, bad))];
            Assert.InRange(guest.Call(name, arguments), -LargestError, -1);
        }
        guest.Call("close", descriptor);
        guest.Call("close", guest.Value<uint>(pair + 4));
    }

    private static ulong Argument(Argument argument, ulong descriptor, ulong bad) => argument.Kind switch
    {
        ArgumentKind.Descriptor or ArgumentKind.Folder => descriptor,
        _ when argument.IsPointer => bad,
        // Large enough for no buffer to end before user space does.
        ArgumentKind.Unsigned => 4096,
        _ => 1,
    };

    // Those that neither wait nor can succeed without their pointers.
    private static bool IsHarmless(SyscallRow row) =>
        row.HostNumber >= 0 && !row.MayWait && row.Arguments.Any(argument => argument.IsPointer)
        && row.Name is not (MayHaveNoGroups or PipesHaveNoAttributes);
}
