using System.Runtime.CompilerServices;

namespace Kale.Trainer.Tests.Support;

/// <summary>Tests that begin with libtorch compute with it as the Trainer does.</summary>
internal static class TrainerFirst
{
    [ModuleInitializer]
    internal static void Initialize() =>
        RuntimeHelpers.RunModuleConstructor(typeof(TrainerSetup).Module.ModuleHandle);
}
