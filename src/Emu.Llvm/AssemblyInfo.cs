using System.Runtime.CompilerServices;

// Handles cross the border as they are: no marshalling code between a builder call and LLVM.
[assembly: DisableRuntimeMarshalling]
