namespace Kale.PowerLoss.Tests.Tracing;

/// <summary>Follows every thread of a running program until it ends. All of it happens on one thread.</summary>
internal sealed class Tracer(int process, FileCalls calls)
{
    private readonly Dictionary<int, SystemCall?> _entered = [];

    /// <summary>Takes hold of all threads there are; those they start are taken hold of by the kernel.</summary>
    public void Attach()
    {
        var seized = new HashSet<int>();
        for (var before = -1; before < seized.Count;)
        {
            before = seized.Count;
            foreach (var thread in Threads().Where(thread => !seized.Contains(thread) && Ptrace.Seize(thread)))
                seized.Add(thread);
        }

        if (seized.Count == 0)
            throw new NotSupportedException("This machine lets no process trace another one of its own (ptrace).");
        foreach (var thread in seized)
            Ptrace.Interrupt(thread);
    }

    public void Follow()
    {
        while (Ptrace.Wait(out var status) is var thread && thread != 0)
        {
            var hasStopped = (status & 0xff) == 0x7f;
            if (hasStopped)
                Stopped(thread, (status >> 8) & 0xff, status >> 16);
            else
                _entered.Remove(thread);
        }
    }

    private void Stopped(int thread, int signal, int reason)
    {
        if (signal == Ptrace.AtSystemCall)
            AtSystemCall(thread);
        else if (reason == Ptrace.Stopped && IsStopSignal(signal))
        {
            Ptrace.Listen(thread);
            return;
        }

        Ptrace.GoOn(thread, signal == Ptrace.AtSystemCall || reason != 0 ? 0 : signal);
    }

    private void AtSystemCall(int thread)
    {
        if (Ptrace.Stop(thread) is not { } stop)
            return;
        if (stop.IsEntry)
            _entered[thread] = calls.Enter(stop);
        else if (stop.IsExit && _entered.Remove(thread, out var call) && call is not null && stop.Returned >= 0)
            calls.Leave(call, stop.Returned);
    }

    private static bool IsStopSignal(int signal) => signal is >= 19 and <= 22; // SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU

    private IEnumerable<int> Threads() =>
        Directory.EnumerateDirectories($"/proc/{process}/task").Select(path => int.Parse(Path.GetFileName(path)));
}
