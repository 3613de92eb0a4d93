using Emu.Elf;

namespace Emu.Linux.Loading;

/// <summary>Finds what has to be loaded for a path: follows <c>#!</c> lines and PT_INTERP, and checks all
/// headers.</summary>
internal static class ProgramFinder
{
    private const int MostScripts = 5, NoEntry = 2;

    /// <summary>Opens and checks a program and all that it needs.</summary>
    /// <returns>Null, and why not.</returns>
    public static PreparedProgram? Prepare(ProgramRequest request, out ProgramError? error)
    {
        // As Linux does since 5.18, so that no program finds its environment where its name should be.
        IReadOnlyList<byte[]> arguments = request.Arguments.Count == 0 ? [[]] : request.Arguments;
        error = ArgumentLimits.Check(request.Path, arguments, request.Environment);
        if (error is not null) return null;
        byte[] name = request.Path, hostPath = name;
        for (int depth = 0; ; depth++)
        {
            bool isInterpreter = depth != 0;
            bool isOpen = !isInterpreter && request.Descriptor >= 0;
            if (!isOpen) hostPath = isInterpreter ? request.Sysroot.Find(name) : name;
            ProgramFile? file = isOpen
                ? ProgramFile.FromDescriptor(request.Descriptor, name, out error)
                : ProgramFile.Open(hostPath, name, out error);
            if (file is null)
            {
                error = error! with { IsInterpreter = isInterpreter };
                return null;
            }

            byte[] start = new byte[ScriptLine.BufferSize];
            int count = file.Read(start, 0);
            if (!ScriptLine.IsScript(start)) return Finish(request, file, hostPath, arguments, count, out error);
            using (file) error = ReadScript(request, depth, name, start, ref arguments, out name);
            if (error is not null) return null;
        }
    }

    private static ProgramError? ReadScript(
        ProgramRequest request, int depth, byte[] script, byte[] start, ref IReadOnlyList<byte[]> arguments,
        out byte[] interpreter)
    {
        interpreter = script;
        if (depth == MostScripts) return new ProgramError(ProgramFault.ScriptsTooDeep, request.Path);
        if (ScriptLine.Parse(start) is not { } line) return new ProgramError(ProgramFault.BadScript, script);
        if (depth == 0 && request.ClosesOnExecute)
            return new ProgramError(ProgramFault.CannotOpen, script, NoEntry);
        interpreter = line.Interpreter;
        byte[][] optional = line.Argument is { } argument ? [argument] : [];
        arguments = [line.Interpreter, .. optional, script, .. arguments.Skip(1)];
        return ArgumentLimits.Check(request.Path, arguments, request.Environment);
    }

    private static PreparedProgram? Finish(
        ProgramRequest request, ProgramFile file, byte[] hostPath, IReadOnlyList<byte[]> arguments, int count,
        out ProgramError? error)
    {
        ElfImage? image = ElfReader.Read(file, request.Abi, request.Limit, out error);
        if (count < 0) error = new ProgramError(ProgramFault.CannotRead, file.Name, -count);
        ProgramFile? interpreterFile = null;
        ElfImage? interpreterImage = null;
        if (image?.Interpreter is { } interpreter)
            interpreterFile = OpenInterpreter(request, interpreter, out interpreterImage, out error);
        ProgramError? refusal = null;
        if (error is { IsForHost: true, IsInterpreter: false }) (refusal, error) = (error, null);
        if (error is not null)
        {
            file.Dispose();
            return null;
        }

        return new PreparedProgram()
        {
            File = file,
            Image = image,
            Refusal = refusal,
            OtherMachine = refusal is null ? (ushort)0 : MachineOf(file),
            HostPath = hostPath,
            Arguments = arguments,
            Environment = request.Environment,
            RequestedPath = request.Path,
            InterpreterFile = interpreterFile,
            InterpreterImage = interpreterImage,
        };
    }

    private static ushort MachineOf(ProgramFile file)
    {
        Span<byte> start = stackalloc byte[ElfHeader.Size];
        return file.TryRead(start, 0) && ElfHeader.IsElf(start) ? new ElfHeader(start).Machine : (ushort)0;
    }

    private static ProgramFile? OpenInterpreter(
        ProgramRequest request, byte[] name, out ElfImage? image, out ProgramError? error)
    {
        image = null;
        ProgramFile? file = ProgramFile.Open(request.Sysroot.Find(name), name, out error);
        if (file is not null) image = ElfReader.Read(file, request.Abi, request.Limit, out error);
        if (error is null) return file;
        error = error with { IsInterpreter = true };
        file?.Dispose();
        return null;
    }
}
