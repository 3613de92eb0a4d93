namespace Emu.Isa;

/// <summary>What is made once for each guest; <see cref="GuestArchitecture.Accept"/> calls it with the guest's own
/// structure.</summary>
/// <typeparam name="TResult">What is made.</typeparam>
public interface IGuestVisitor<out TResult>
{
    /// <summary>Makes it.</summary>
    /// <typeparam name="TGuest">The guest.</typeparam>
    TResult Visit<TGuest>()
        where TGuest : struct, IGuest;
}
