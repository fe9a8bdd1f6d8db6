using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Kale.Encoding.Serving;

/// <summary>
/// Work that others of this process or machine should not wait for. Nothing in it may start threads or queue work to
/// the thread pool: what a thread starts has its priority, for good.
/// </summary>
internal static partial class LowPriority
{
    private const int WhichThread = 0; // PRIO_PROCESS, which on Linux is a thread
    private const int Own = 0;
    private const int Nice = 10; // a tenth of a core that others want too, all of one that nobody wants

    /// <summary>
    /// Waits for work on a thread of its own, which on Linux gives way to others; .NET's thread priorities change
    /// nothing there.
    /// </summary>
    public static T Run<T>(Func<T> work)
    {
        var (result, error) = (default(T), default(ExceptionDispatchInfo));
        var thread = new Thread(() =>
        {
            try
            {
                Lower();
                result = work();
            }
            catch (Exception e)
            {
                error = ExceptionDispatchInfo.Capture(e);
            }
        });
        thread.Start();
        thread.Join();
        error?.Throw();
        return result!;
    }

    // Refused where a sandbox forbids it; then the work is done as any other.
    private static void Lower()
    {
        if (OperatingSystem.IsLinux())
            _ = SetPriority(WhichThread, Own, Nice);
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, uint who, int nice);
}
