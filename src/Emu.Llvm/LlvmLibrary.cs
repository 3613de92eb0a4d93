using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Emu.Llvm.Interop;

namespace Emu.Llvm;

/// <summary>
/// LLVM itself: found, and its code generator for the host registered, when first asked for. Nothing here runs at
/// start-up of the executable.
/// </summary>
/// <remarks>Invariant of the unsafe code: LLVM writes to local variables, and texts that it allocates are copied and
/// freed by <see cref="NativeText.Take"/>.</remarks>
public static unsafe partial class LlvmLibrary
{
    private const string SharedLibrary = "libLLVM.so.19.1", Package = "libllvm19";

    private static readonly Lazy<int> Constructors = new(RunConstructors);
    private static readonly Lazy<LLVMTargetRef> Target = new(RegisterTarget);

    // These ask the CPU and nothing of what the constructors make: cached code is looked up by them at each start.
    private static readonly Lazy<string> Triple = new(() => NativeText.Take(LLVM.GetDefaultTargetTriple()));
    private static readonly Lazy<string> CpuName = new(() => NativeText.Take(LLVM.GetHostCPUName()));
    private static readonly Lazy<string> CpuFeatures = new(() => NativeText.Take(LLVM.GetHostCPUFeatures()));

    /// <summary>The code generator for this host. Any thread may call; the first call registers it.</summary>
    /// <exception cref="LlvmException">LLVM is not installed, or cannot generate code for this host.</exception>
    public static LLVMTargetRef HostTarget => Target.Value;

    /// <summary>The target triple of this host, such as <c>x86_64-pc-linux-gnu</c>.</summary>
    public static string HostTriple => Triple.Value;

    /// <summary>The name that LLVM has for this host's CPU, such as <c>znver3</c>.</summary>
    public static string HostCpuName => CpuName.Value;

    /// <summary>What this host's CPU has and has not, such as <c>+avx2,-avx512f</c>.</summary>
    public static string HostCpuFeatures => CpuFeatures.Value;

    /// <summary>The version of the library in use, such as <c>19.1.7</c>; generated code depends on it.</summary>
    public static string Version
    {
        get
        {
            uint major, minor, patch;
            LLVM.GetVersion(&major, &minor, &patch);
            return $"{major}.{minor}.{patch}";
        }
    }

    /// <summary>
    /// To be called before anything else of LLVM, as often as one likes: runs LLVM's static constructors, which the
    /// published executable does not run when it starts.
    /// </summary>
    internal static void Initialize() => _ = Constructors.Value;

    private static LLVMTargetRef RegisterTarget()
    {
        Initialize();
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
            throw new LlvmException($"code cannot be generated for {RuntimeInformation.ProcessArchitecture} hosts");
        LLVM.InitializeX86TargetInfo();
        LLVM.InitializeX86Target();
        LLVM.InitializeX86TargetMC();
        LLVM.InitializeX86AsmPrinter();
        // Without it a module with inline assembly ends the process.
        LLVM.InitializeX86AsmParser();
        return LLVMTargetRef.GetTargetFromTriple(HostTriple);
    }

    [LibraryImport("emunative", EntryPoint = "emu_llvm_construct")]
    private static partial int RunConstructors();

    // Under CoreCLR nothing is linked in. In the published executable the imports are direct, and this is trimmed away.
    // A static constructor instead would be checked for at each of the builder's calls.
#pragma warning disable CA2255
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void ResolveSharedLibrary()
    {
        if (!RuntimeFeature.IsDynamicCodeSupported) return;
        NativeLibrary.SetDllImportResolver(typeof(LlvmLibrary).Assembly, Resolve);
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != LLVM.Library) return 0;
        if (NativeLibrary.TryLoad(SharedLibrary, out nint handle)) return handle;
        throw new LlvmException($"{SharedLibrary} is missing; install it with: apt-get install {Package}");
    }
}
