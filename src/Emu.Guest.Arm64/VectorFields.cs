using Emu.Isa;

namespace Emu.Guest.Arm64;

/// <summary>A vector register; printed as <c>v0</c>, with lanes by a call.</summary>
[Operand(5, IsSmall = true)]
public readonly record struct Vr(byte Number)
{
    public static implicit operator Vr(byte number) => new(number);

    public static implicit operator Register(Vr register) =>
        new((byte)(Arm64Architecture.FirstVector + register.Number));
}

/// <summary>The low 8 bits of a vector register.</summary>
[Operand(5, IsSmall = true)]
public readonly record struct Br(byte Number)
{
    public static implicit operator Br(byte number) => new(number);

    public static implicit operator Register(Br register) =>
        new((byte)(Arm64Architecture.FirstVector + register.Number));
}

/// <summary>The low 16 bits of a vector register.</summary>
[Operand(5, IsSmall = true)]
public readonly record struct Hr(byte Number)
{
    public static implicit operator Hr(byte number) => new(number);

    public static implicit operator Register(Hr register) =>
        new((byte)(Arm64Architecture.FirstVector + register.Number));
}

/// <summary>The low 32 bits of a vector register.</summary>
[Operand(5, IsSmall = true)]
public readonly record struct Sr(byte Number)
{
    public static implicit operator Sr(byte number) => new(number);

    public static implicit operator Register(Sr register) =>
        new((byte)(Arm64Architecture.FirstVector + register.Number));
}

/// <summary>The low 64 bits of a vector register.</summary>
[Operand(5, IsSmall = true)]
public readonly record struct Dr(byte Number)
{
    public static implicit operator Dr(byte number) => new(number);

    public static implicit operator Register(Dr register) =>
        new((byte)(Arm64Architecture.FirstVector + register.Number));
}

/// <summary>All 128 bits of a vector register.</summary>
[Operand(5, IsSmall = true)]
public readonly record struct Qr(byte Number)
{
    public static implicit operator Qr(byte number) => new(number);

    public static implicit operator Register(Qr register) =>
        new((byte)(Arm64Architecture.FirstVector + register.Number));
}
