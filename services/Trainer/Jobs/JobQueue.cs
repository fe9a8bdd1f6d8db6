namespace Kale.Trainer.Jobs;

/// <summary>Jobs that wait, first come first served. Not thread-safe.</summary>
internal sealed class JobQueue
{
    private readonly SortedDictionary<long, Job> _byTurn = [];

    public int Count => _byTurn.Count;

    public IEnumerable<Job> Jobs => _byTurn.Values;

    /// <summary>False where it waits already.</summary>
    public bool Add(Job job) => _byTurn.TryAdd(job.Record.Turn, job);

    public bool Contains(Job job) => _byTurn.ContainsKey(job.Record.Turn);

    public bool Remove(Job job) => _byTurn.Remove(job.Record.Turn);

    public Job? First() => _byTurn.Count == 0 ? null : _byTurn.First().Value;

    /// <summary>1 for the next job; 0 for one that does not wait.</summary>
    public int PositionOf(Job job) =>
        Contains(job) ? _byTurn.Keys.TakeWhile(turn => turn <= job.Record.Turn).Count() : 0;
}
