using System.Runtime.InteropServices;

namespace Kale.Training;

/// <summary>
/// The end of a process whose libtorch still computes. The usual way out destroys libtorch's static objects under the
/// threads that use them, and a service that ends as it was told to would end as one that crashed.
/// </summary>
public static partial class LibtorchExit
{
    /// <summary>
    /// Has the process leave without native destructors, by its own exit code: work that was left may end at any
    /// moment of the way out, and its threads later.
    /// </summary>
    public static void Guard() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Exit(Environment.ExitCode);

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void Exit(int code);
}
