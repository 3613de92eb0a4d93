using System.Text;
using Emu.Core.Logging;
using Emu.Llvm;
using Emu.Llvm.CodeGeneration;
using Emu.Translate.Regions;

namespace Emu.Translate.Inspection;

/// <summary>
/// What <c>-d op,op_opt,out_asm</c> shows of translations. A region is one message, so that those of several threads do
/// not mix. Any thread may call.
/// </summary>
internal static class TranslationLog
{
    /// <summary>Begins what is shown of a region.</summary>
    public const string Separator = "----------------\n";

    /// <summary>Shows the IR of a region that was just written.</summary>
    public static void Written(RegionSource source, LLVMModuleRef module) =>
        ShowModule(LogItems.Op, "OP", source, module);

    /// <summary>Shows the IR of a region that was just optimised.</summary>
    public static void Optimized(RegionSource source, LLVMModuleRef module) =>
        ShowModule(LogItems.OptimizedOp, "OP after optimization", source, module);

    /// <summary>Shows the code of a region that was just generated, behind its guest instructions.</summary>
    public static void Generated(RegionSource source, IEnumerable<GuestInstruction> instructions, ObjectCode code)
    {
        if (!Log.IsEnabled(LogItems.OutAsm)) return;
        StringBuilder text = new($"{Separator}IN: {Name(source)}\n");
        foreach (GuestInstruction instruction in instructions)
        {
            GuestListing.Append(instruction.Offset, instruction.Decoded, source.Isa, text);
        }

        text.Append($"\nOUT: {code.Bytes.Length} bytes\n");
        HostListing.Append(code.Bytes, code.TextLength, text);
        Log.Write(LogItems.OutAsm, text.ToString());
    }

    private static void ShowModule(LogItems item, string title, RegionSource source, LLVMModuleRef module)
    {
        if (Log.IsEnabled(item)) Log.Write(item, $"{Separator}{title}: {Name(source)}\n{module.PrintToString()}");
    }

    private static string Name(RegionSource source) => $"page {source.PageHash:x32}, entry 0x{source.Entry:x3}";
}
