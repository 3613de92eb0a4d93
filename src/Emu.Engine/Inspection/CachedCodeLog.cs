using System.Runtime.CompilerServices;
using System.Text;
using Emu.Core.Logging;
using Emu.Engine.Cache;
using Emu.Isa;
using Emu.Translate.Inspection;

namespace Emu.Engine.Inspection;

/// <summary>What <c>-d out_asm</c> shows of code that came from the cache, as <see cref="TranslationLog"/> does of code that
/// was made. Any thread may call.</summary>
/// <remarks>Invariant of the unsafe code: a region's code is as long as <see cref="Region.CodeLength"/> says, and its
/// store is not disposed while a CPU attaches the region.</remarks>
internal static class CachedCodeLog
{
    private static readonly ConditionalWeakTable<Region, object> Shown = [];

    /// <summary>
    /// Shows, the first time, the code of a region that was found in the cache. Where its constants begin is not known:
    /// they are shown as instructions.
    /// </summary>
    public static unsafe void Attached(
        Region region, UInt128 pageHash, ReadOnlySpan<byte> page, ulong pageAddress, GuestIsa isa)
    {
        if (!Log.IsEnabled(LogItems.OutAsm) || region.Origin != RegionOrigin.Cached) return;
        if (!Shown.TryAdd(region, TranslationLog.Separator)) return;
        StringBuilder text = new($"{TranslationLog.Separator}IN: page {pageHash:x32} at 0x{pageAddress:x}, from the cache\n");
        GuestListing.AppendLines(page, region.Entries, region.Lines, isa, text);
        text.Append($"\nOUT: {region.CodeLength} bytes, constants included\n");
        HostListing.Append(new ReadOnlySpan<byte>(region.Code, region.CodeLength), region.CodeLength, text);
        Log.Write(LogItems.OutAsm, text.ToString());
    }
}
