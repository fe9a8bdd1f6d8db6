using System.Runtime.InteropServices;

namespace Kale.PowerLoss.Tests.Tracing;

/// <summary>Linux's ptrace, as far as it takes to follow the system calls of a program of one's own.</summary>
internal static partial class Ptrace
{
    /// <summary>The signal of a stop at a system call.</summary>
    public const int AtSystemCall = TrapSignal | 0x80;

    /// <summary>The reason of a stop that belongs to tracing itself, or to a signal that stops.</summary>
    public const int Stopped = 128;

    private const int TrapSignal = 5;
    private const int AllChildren = 0x4000_0000; // __WALL
    private const int OfThisThread = 0x2000_0000; // __WNOTHREAD: other children are the runtime's to wait for
    private const int Interrupted = 4;

    private const long GoOnToNextCall = 24; // PTRACE_SYSCALL
    private const long GetSystemCall = 0x420e; // PTRACE_GET_SYSCALL_INFO
    private const long SeizeThread = 0x4206;
    private const long InterruptThread = 0x4207;
    private const long ListenForMore = 0x4208;
    private const long MarkSystemCalls = 1; // PTRACE_O_TRACESYSGOOD
    private const long FollowThreads = 8; // PTRACE_O_TRACECLONE

    /// <summary>Begins to trace a thread and those it will start. False: it has ended, or is traced.</summary>
    public static bool Seize(int thread) => Call(SeizeThread, thread, 0, MarkSystemCalls | FollowThreads) == 0;

    public static void Interrupt(int thread) => Call(InterruptThread, thread, 0, 0);

    public static void GoOn(int thread, int signal) => Call(GoOnToNextCall, thread, 0, signal);

    /// <summary>Leaves a thread that a signal has stopped as it is.</summary>
    public static void Listen(int thread) => Call(ListenForMore, thread, 0, 0);

    /// <summary>Where a thread stands that has stopped at a system call.</summary>
    public static unsafe SystemCallStop? Stop(int thread)
    {
        SystemCallStop stop = default;
        return Call(GetSystemCall, thread, sizeof(SystemCallStop), (nint)(&stop)) > 0 ? stop : null;
    }

    /// <summary>Waits for the next thread that stops or ends; 0: there is none any more.</summary>
    public static int Wait(out int status)
    {
        while (true)
        {
            var thread = WaitPid(-1, out status, AllChildren | OfThisThread);
            if (thread > 0)
                return thread;
            if (Marshal.GetLastPInvokeError() != Interrupted)
                return 0;
        }
    }

    [LibraryImport("libc", EntryPoint = "ptrace", SetLastError = true)]
    private static partial long Call(long request, long thread, long address, long data);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    private static partial int WaitPid(int process, out int status, int options);
}

/// <summary>struct ptrace_syscall_info.</summary>
[StructLayout(LayoutKind.Explicit, Size = 88)]
internal unsafe struct SystemCallStop
{
    [FieldOffset(0)]
    private readonly byte _kind;

    /// <summary>At the entry: which call.</summary>
    [FieldOffset(24)]
    public long Number;

    /// <summary>At the exit: what it returned; below 0: an error.</summary>
    [FieldOffset(24)]
    public long Returned;

    [FieldOffset(32)]
    private fixed long _arguments[6];

    public readonly bool IsEntry => _kind == 1;

    public readonly bool IsExit => _kind == 2;

    public readonly long Argument(int index) => _arguments[index];
}
