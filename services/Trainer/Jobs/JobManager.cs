using Kale.Bundles;
using Kale.Storage;
using Kale.Trainer.Jobs.Storage;
using Kale.Trainer.Recipes;
using Kale.Training;
using Kale.V1;
using Microsoft.Extensions.Options;

namespace Kale.Trainer.Jobs;

/// <summary>All jobs: started, listed, cancelled, resumed; and which one computes next.</summary>
internal sealed class JobManager : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _queued = new(0);
    private readonly Dictionary<string, Job> _jobs;
    private readonly JobQueue _queue = new();
    private readonly JobStore _store;
    private readonly RecipeTable _recipes;
    private readonly BundleStore _bundles;
    private readonly TimeProvider _time;
    private readonly int _maxQueued;
    private readonly ProtectedNames _protected;
    private RunningJob? _running;
    private long _lastTurn;
    private long _lastNumber;

    /// <summary>Takes up what an earlier process left.</summary>
    public JobManager(
        JobStore store, JobRecovery recovery, RecipeTable recipes, BundleStore bundles,
        IOptions<TrainerOptions> options, TimeProvider time)
    {
        (_store, _recipes, _bundles, _time, _maxQueued) = (store, recipes, bundles, time, options.Value.MaxQueuedJobs);
        _protected = new ProtectedNames(options.Value.ProtectedNames);
        _jobs = store.Load().ToDictionary(job => job.Id);
        foreach (var job in _jobs.Values.Where(job => recovery.Restore(job)))
            Enqueue(job);
        _lastTurn = _jobs.Values.Select(job => job.Record.Turn).DefaultIfEmpty().Max();
        _lastNumber = _jobs.Values.Select(job => job.Record.Number).DefaultIfEmpty().Max();
    }

    /// <summary>Queues a new job, or finds the one that the same call has started before.</summary>
    /// <exception cref="TrainingException">JobExists, OutputNameTaken, QueueFull, StorageFull.</exception>
    public Job Start(string id, JobSpec? spec)
    {
        if (Known(id, spec) is { } known)
            return known;
        var encoders = new JobEncoders(_bundles);
        SpecCheck.Require(id, spec, _recipes, encoders);
        lock (_gate)
        {
            if (Known(id, spec) is { } meanwhile)
                return meanwhile;
            RequireRoom();
            RequireFreeNames(spec!);
            return Add(id, spec!, encoders);
        }
    }

    /// <exception cref="TrainingException">JobNotFound.</exception>
    public Job Get(string id)
    {
        lock (_gate)
        {
            return _jobs.GetValueOrDefault(id) ?? throw NotFound(id);
        }
    }

    /// <summary>Whether a job was not deleted since it was got.</summary>
    public bool Has(Job job)
    {
        lock (_gate)
            return _jobs.GetValueOrDefault(job.Id) == job;
    }

    /// <summary>Jobs in these states (none: in any), newest first, that are older than the given number.</summary>
    public IReadOnlyList<Job> List(IReadOnlyCollection<JobState> states, long before, int count)
    {
        lock (_gate)
        {
            return
            [
                .. _jobs.Values
                    .Where(job => job.Record.Number < before
                        && (states.Count == 0 || states.Contains(job.Record.State)))
                    .OrderByDescending(job => job.Record.Number)
                    .Take(count),
            ];
        }
    }

    public int PositionOf(Job job)
    {
        lock (_gate)
            return _queue.PositionOf(job);
    }

    /// <summary>
    /// Stops a job; what waits at once, what computes between two steps: follow <see cref="Job.Changed"/>.
    /// </summary>
    /// <exception cref="TrainingException">
    /// JobNotFound, StorageFull; JobEnded unless it was cancelled already.
    /// </exception>
    public Job Cancel(string id)
    {
        var job = Get(id);
        lock (_gate)
        {
            // The queue first: a job that was resumed a moment ago may still be held as the running one.
            if (_queue.Contains(job))
            {
                _store.Enter(job, record => record with { State = JobState.Cancelled, Ended = _time.GetUtcNow() });
                _queue.Remove(job);
            }
            // One that has just ended is held until its leftovers are gone.
            else if (_running?.Job == job && !job.Record.IsEnded)
                _running.Cancel();
            else if (job.Record.State != JobState.Cancelled)
                throw Ended(job, "cancelled");
            return job;
        }
    }

    /// <summary>Queues a failed or cancelled job again.</summary>
    /// <exception cref="TrainingException">JobNotFound, JobEnded, OutputNameTaken, QueueFull, StorageFull.</exception>
    public Job Resume(string id)
    {
        var job = Get(id);
        SpecCheck.Require(id, job.Record.Spec, _recipes, new JobEncoders(_bundles, job.Record.Encoders));
        lock (_gate)
        {
            // It may have been deleted while it was checked.
            if (!Has(job))
                throw NotFound(id);
            if (!job.Record.IsEnded)
                return job;
            if (job.Record.State == JobState.Succeeded)
                throw Ended(job, "resumed");
            RequireRoom();
            RequireFreeNames(job.Record.Spec);
            _store.Enter(job, record => record with
            {
                State = JobState.Queued,
                Turn = ++_lastTurn,
                Ended = null,
                Failure = null,
                Interruptions = 0,
            });
            Enqueue(job);
            return job;
        }
    }

    /// <summary>Deletes an ended job with its files; what it published stays.</summary>
    /// <returns>Where its files lie until they are deleted.</returns>
    /// <exception cref="TrainingException">JobNotFound, JobNotEnded.</exception>
    public async Task<string> TakeOutAsync(string id, CancellationToken cancellation)
    {
        while (true)
        {
            Task released;
            lock (_gate)
            {
                var job = Get(id);
                if (!job.Record.IsEnded)
                    throw NotEnded(job);
                if (_running?.Job != job)
                {
                    var aside = RemovedDirectory.SetAside(job.Directory.Path);
                    _jobs.Remove(id);
                    return aside;
                }

                // Its leftovers are being removed.
                released = _running.Released;
            }

            await released.WaitAsync(cancellation);
        }
    }

    /// <summary>
    /// Forgets what a job would be resumed from, if it is still to be forgotten: it may have been resumed meanwhile.
    /// </summary>
    /// <returns>What is to be deleted; null where there is nothing.</returns>
    public string? ForgetCheckpoints(Job job, Predicate<JobRecord> due, string message)
    {
        lock (_gate)
        {
            if (_running?.Job == job || !due(job.Record) || !Directory.Exists(job.Directory.Checkpoints))
                return null;
            var aside = RemovedDirectory.SetAside(job.Directory.Checkpoints);
            File.Delete(job.Directory.Collections);
            job.Append(new JobEvent { Message = message });
            return aside;
        }
    }

    /// <summary>Waits for a job to be the next, and makes it the running one.</summary>
    public async Task<RunningJob> NextAsync(CancellationToken stopping)
    {
        while (true)
        {
            await _queued.WaitAsync(stopping);
            lock (_gate)
            {
                // A job that was cancelled while it waited left its count behind.
                if (_queue.First() is not { } job)
                    continue;
                _queue.Remove(job);
                return _running = new RunningJob(job, stopping);
            }
        }
    }

    /// <summary>The running job has entered another state; back to its place if that is the queue.</summary>
    public void Done(RunningJob running)
    {
        lock (_gate)
        {
            _running = null;
            if (!running.Job.Record.IsEnded)
                Enqueue(running.Job);
            running.Dispose();
        }
    }

    public void Dispose()
    {
        _queued.Dispose();
        _running?.Dispose();
    }

    // Before the check: a call that was good once stays good, whatever became of its data.
    private Job? Known(string id, JobSpec? spec)
    {
        lock (_gate)
        {
            if (_jobs.GetValueOrDefault(id) is { } known)
                return known.Record.Spec.Equals(spec) ? known : throw Exists(id);
            return id.Length > 0 && JobId.IsValid(id) && _store.IsTaken(id) ? throw Exists(id) : null;
        }
    }

    private void Enqueue(Job job)
    {
        if (_queue.Add(job))
            _queued.Release();
    }

    private Job Add(string id, JobSpec spec, JobEncoders encoders)
    {
        var job = _store.Create(new JobRecord
        {
            Id = id.Length > 0 ? id : JobId.New(_time),
            Number = ++_lastNumber,
            Turn = ++_lastTurn,
            Spec = spec.Clone(),
            Encoders = encoders.Ids,
            Created = _time.GetUtcNow(),
        });
        _jobs.Add(job.Id, job);
        Enqueue(job);
        return job;
    }

    private void RequireRoom()
    {
        if (_queue.Count >= _maxQueued)
        {
            throw new TrainingException(
                TrainingError.QueueFull,
                $"{_queue.Count} jobs wait already, as many as may; cancel some, wait, or raise "
                    + $"{TrainerOptions.Section}:MaxQueuedJobs.");
        }
    }

    private void RequireFreeNames(JobSpec spec)
    {
        var names = _recipes.OutputNames(spec);
        // A service may wait for a name that no bundle has yet; what it serves is not taken from it.
        if (names.FirstOrDefault(name => _protected.Contains(name) && _bundles.Names.ContainsKey(name)) is { } served)
        {
            throw new TrainingException(
                TrainingError.OutputNameTaken,
                $"'{served}' is a name that services are started with: they would serve the job's bundle after their "
                    + "next restart, and no gate would have judged it. Choose another name, and stage the bundle.")
            { Field = "spec.output_name" };
        }

        // One that has ended may be held for a moment yet; it publishes nothing any more.
        var active = _running is { Job: { Record.State: JobState.Queued or JobState.Running } running }
            ? _queue.Jobs.Append(running)
            : _queue.Jobs;
        foreach (var job in active)
        {
            if (_recipes.OutputNames(job.Record.Spec).Intersect(names).FirstOrDefault() is { } taken)
            {
                throw new TrainingException(
                    TrainingError.OutputNameTaken,
                    $"The job '{job.Id}' is going to publish '{taken}'; choose another name, or wait for it or "
                        + "cancel it.")
                { Field = "spec.output_name" };
            }
        }
    }

    private static TrainingException Exists(string id) => new(
        TrainingError.JobExists,
        $"The job '{id}' was started with another spec; choose another id, or send the same spec.")
    {
        Field = "job_id",
    };

    /// <summary>JobNotFound.</summary>
    public static TrainingException NotFound(string id) => new(
        TrainingError.JobNotFound, $"There is no job '{id}'; ListJobs shows those there are.")
    { Field = "job_id" };

    private static TrainingException NotEnded(Job job) => new(
        TrainingError.JobNotEnded,
        $"The job '{job.Id}' is {job.Record.State.ToString().ToLowerInvariant()}; cancel it first, then delete it.")
    {
        Field = "job_id",
    };

    private static TrainingException Ended(Job job, string what) => new(
        TrainingError.JobEnded,
        $"The job '{job.Id}' has {job.Record.State.ToString().ToLowerInvariant()} and cannot be {what}.")
    {
        Field = "job_id",
    };
}
