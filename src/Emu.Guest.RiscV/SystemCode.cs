namespace Emu.Guest.RiscV;

/// <summary>How <see cref="SystemOperation"/>s are packed into 32 bits with what the instruction says of them besides its
/// operands. Kept in cached code: the layouts are permanent.</summary>
public static class SystemCode
{
    private const int OperationBits = 8;
    private const uint HasAddressBit = 1 << 8, HasSpaceBit = 1 << 9;
    private const int CsrShift = 8, CsrBits = 12, CsrOperationShift = 20;
    private const uint ReadsBit = 1 << 22, WritesBit = 1 << 23;

    /// <summary>What is to be done.</summary>
    public static SystemOperation OperationOf(uint code) => (SystemOperation)(code & ((1 << OperationBits) - 1));

    /// <summary><c>sfence.vma</c>: which of its operands count, because they are not x0.</summary>
    public static uint Fence(bool hasAddress, bool hasSpace) =>
        (uint)SystemOperation.FenceVirtualMemory | (hasAddress ? HasAddressBit : 0) | (hasSpace ? HasSpaceBit : 0);

    /// <summary>Takes such a fence apart.</summary>
    public static (bool HasAddress, bool HasSpace) FenceOf(uint code) =>
        ((code & HasAddressBit) != 0, (code & HasSpaceBit) != 0);

    /// <summary>A CSR instruction.</summary>
    /// <param name="csr">The CSR's number.</param>
    /// <param name="operation">How old value and operand combine.</param>
    /// <param name="reads">False for csrrw with rd = x0: no side effects of reading.</param>
    /// <param name="writes">False for csrrs and csrrc with rs1 = x0: no side effects of writing, and read-only CSRs are
    /// allowed.</param>
    public static uint AccessCsr(CsrNumber csr, CsrOperation operation, bool reads, bool writes) =>
        (uint)SystemOperation.AccessCsr | ((uint)csr.Number << CsrShift) | ((uint)operation << CsrOperationShift)
        | (reads ? ReadsBit : 0) | (writes ? WritesBit : 0);

    /// <summary>Takes such a CSR instruction apart.</summary>
    public static (int Csr, CsrOperation Operation, bool Reads, bool Writes) CsrAccessOf(uint code) =>
        ((int)(code >> CsrShift) & ((1 << CsrBits) - 1), (CsrOperation)(code >> CsrOperationShift & 3),
            (code & ReadsBit) != 0, (code & WritesBit) != 0);
}
