using System.Runtime.InteropServices;

namespace Kale.Training;

/// <summary>
/// The end of a process whose libtorch still computes. The usual way out destroys libtorch's static objects under the
/// threads that use them, and a service that ends as it was told to would end as one that crashed.
/// </summary>
public static partial class LibtorchExit
{
    /// <summary>
    /// Has the process leave without native destructors, by its own exit code, if this is not done by then.
    /// </summary>
    public static void GuardAgainst(Task work) => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        if (!work.IsCompleted)
            Exit(Environment.ExitCode);
    };

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void Exit(int code);
}
