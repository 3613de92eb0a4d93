namespace Emu.Guest.RiscV;

/// <summary>
/// Numbers of the control and status registers that a hart may have, named as in the manual (privileged specification,
/// chapter 2). Bits 9:8 of a number are the least privileged mode that may access it; bits 11:10 are 3 when it is
/// read-only.
/// </summary>
public static class Csr
{
    public const int FFlags = 0x001;
    public const int Frm = 0x002;
    public const int Fcsr = 0x003;

    public const int SStatus = 0x100;
    public const int Sie = 0x104;
    public const int STVec = 0x105;
    public const int SCounterEn = 0x106;
    public const int SEnvCfg = 0x10a;
    public const int SScratch = 0x140;
    public const int SEpc = 0x141;
    public const int SCause = 0x142;
    public const int STVal = 0x143;
    public const int Sip = 0x144;
    public const int STimeCmp = 0x14d;
    public const int Satp = 0x180;

    public const int MStatus = 0x300;
    public const int Misa = 0x301;
    public const int MEDeleg = 0x302;
    public const int MIDeleg = 0x303;
    public const int Mie = 0x304;
    public const int MTVec = 0x305;
    public const int MCounterEn = 0x306;
    public const int MEnvCfg = 0x30a;
    public const int MCountInhibit = 0x320;

    /// <summary>The first of 29 event selectors, up to <see cref="MHpmEvent31"/>.</summary>
    public const int MHpmEvent3 = 0x323;
    public const int MHpmEvent31 = 0x33f;
    public const int MScratch = 0x340;
    public const int MEpc = 0x341;
    public const int MCause = 0x342;
    public const int MTVal = 0x343;
    public const int Mip = 0x344;

    /// <summary>The first of 16 configuration registers; RV64 has only the even ones.</summary>
    public const int PmpCfg0 = 0x3a0;
    public const int PmpCfg15 = 0x3af;
    public const int PmpAddr0 = 0x3b0;
    public const int PmpAddr63 = 0x3ef;

    public const int TSelect = 0x7a0;
    public const int TData1 = 0x7a1;
    public const int TData2 = 0x7a2;
    public const int TData3 = 0x7a3;

    public const int MCycle = 0xb00;
    public const int MInstRet = 0xb02;
    public const int MHpmCounter3 = 0xb03;
    public const int MHpmCounter31 = 0xb1f;

    public const int Cycle = 0xc00;
    public const int Time = 0xc01;
    public const int InstRet = 0xc02;
    public const int HpmCounter3 = 0xc03;
    public const int HpmCounter31 = 0xc1f;

    public const int MVendorId = 0xf11;
    public const int MArchId = 0xf12;
    public const int MImpId = 0xf13;
    public const int MHartId = 0xf14;
    public const int MConfigPtr = 0xf15;
}
