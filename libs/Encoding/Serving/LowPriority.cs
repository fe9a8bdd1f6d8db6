using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Kale.Encoding.Serving;

/// <summary>
/// Threads that give way to others of this process or machine; .NET's thread priorities change nothing on Linux. What
/// such a thread starts has its priority too, for good.
/// </summary>
public static partial class LowPriority
{
    /// <summary>
    /// Of encoders and of training: what takes calls, refuses them and says that the server is well comes before what
    /// computes.
    /// </summary>
    public const int Computing = 5;

    /// <summary>
    /// Of what prepares an encoder beside one that serves: a tenth of a core that others want too, all of one that
    /// nobody wants.
    /// </summary>
    public const int Preparing = 10;

    /// <summary>
    /// Waits for work on a thread of its own. Nothing in it may start threads or queue work to the thread pool that is
    /// not to be of this priority.
    /// </summary>
    public static T Run<T>(int nice, Func<T> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        var (result, error) = (default(T), default(ExceptionDispatchInfo));
        var thread = new Thread(() =>
        {
            try
            {
                Lower(nice);
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

    /// <summary>
    /// Of this thread, for good, and so much below what it had. Refused where a sandbox forbids it; then its work is
    /// done as any other.
    /// </summary>
    /// <param name="nice">Steps of Linux's scheduler, each of which costs a fifth of the time that others want.</param>
    public static void Lower(int nice)
    {
        if (OperatingSystem.IsLinux())
            _ = Nice(nice);
    }

    // On Linux this is a thread's and not a process's.
    [LibraryImport("libc", EntryPoint = "nice")]
    private static partial int Nice(int increment);
}
