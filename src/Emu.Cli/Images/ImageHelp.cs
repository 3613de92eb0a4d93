using Emu.Block.Graph;

namespace Emu.Cli.Images;

/// <summary>The help of image commands.</summary>
internal static class ImageHelp
{
    /// <summary>Prints it.</summary>
    public static void Print() => Console.Out.WriteLine(
        $"""
        qemu-img version {ProductVersion.OfQemu} (Emu.Aot)
        usage: qemu-img command [options]

          amend    [-f FMT] [-t CACHE] -o OPTIONS FILE           change options of an image
          bench    [-f FMT] [-c COUNT] [-d DEPTH] [-s SIZE] [-S STEP] [-o OFFSET] [-w [--pattern=BYTE]
                   [--flush-interval=N [--no-drain]]] [-t CACHE] [-n | -i AIO] [-q] FILE
                                                         time reads or writes of many pieces, DEPTH at a time
          check    [-f FMT] [-r leaks|all] [--output=FORM] FILE  find and repair contradictions
          commit   [-f FMT] [-t CACHE] [-b BASE] [-d] [-q] FILE  write an image into the one below it
          compare  [-f FMT] [-F FMT] [-s] [-q] FILE FILE         tell whether two images read the same
          convert  [-f FMT] [-O FMT] [-c | -C] [-p] [-q] [-n] [-o OPTIONS] [-B FILE [-F FMT]] [-l SNAPSHOT] [-S SIZE]
                   [-t CACHE] [-T CACHE] [--target-is-zero] [--salvage] FILE... TARGET
          create   [-f FMT] [-b FILE [-F FMT]] [-u] [-q] [-o OPTIONS] FILE [SIZE]
          dd       [-f FMT] [-O FMT] [bs=N] [count=N] [skip=N] if=FILE of=FILE
          info     [-f FMT] [--output=FORM] [--backing-chain] FILE
          map      [-f FMT] [-s OFFSET] [-l LENGTH] [--output=FORM] FILE
          measure  [-O FMT] [-o OPTIONS] [-l SNAPSHOT] [--output=FORM] (--size N | FILE)
          rebase   [-f FMT] [-u] -b FILE [-F FMT] FILE
          resize   [-f FMT] [--shrink] [-q] FILE [+|-]SIZE
          snapshot [-q] [-l | -a NAME | -c NAME | -d NAME] FILE

          FMT is the format of an image; without it the image is looked at. FORM is human or json. CACHE is none,
          writeback, writethrough, directsync or unsafe. SIZE is in bytes, or has a suffix k, M, G, T, P or E.
          OPTIONS are NAME=VALUE,...; `-o help` lists them. -U opens an image that others write.

        Supported formats: {string.Join(" ", ImageOpener.Formats)}
        """);
}
