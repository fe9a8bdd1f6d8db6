using Kale.Bundles;
using Kale.ServiceDefaults.Hosting;
using Kale.Storage;
using Kale.Trainer.Jobs.Storage;
using Kale.Trainer.Recipes;
using Kale.Trainer.Reports;
using Kale.Training;
using Kale.Training.Loop;
using Kale.V1;
using Microsoft.Extensions.Options;

namespace Kale.Trainer.Jobs;

/// <summary>Does the jobs, one at a time.</summary>
internal sealed class JobRunner(
    JobManager jobs, RecipeTable recipes, DataDirectory data, BundleStore bundles, TrainingDevice device,
    IOptions<TrainerOptions> options, TimeProvider time, ILogger<JobRunner> logger) : BackgroundLoop(time, logger)
{
    private const string Stopped = "The Trainer is being stopped; the job goes on when it is back.";

    private volatile Job? _computing;

    /// <summary>Waits for the step in work as long as the host may; one that takes longer is left.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (ExecuteTask is { IsCompleted: false } && _computing is { } job)
        {
            LibtorchExit.Guard();
            Leave(job);
        }
    }

    protected override async Task<bool> RoundAsync(CancellationToken cancellation)
    {
        var running = await jobs.NextAsync(cancellation);
        _computing = running.Job;
        try
        {
            await JobThread.RunAsync(() => RunAsync(running));
        }
        finally
        {
            _computing = null;
            jobs.Done(running);
        }

        return true;
    }

    private async Task RunAsync(RunningJob running)
    {
        var job = running.Job;
        try
        {
            Begin(job);
            running.Stop.ThrowIfCancellationRequested();
            Succeed(job, await ComputeAsync(job, running.Stop));
        }
        catch (OperationCanceledException) when (running.Cancelled)
        {
            End(job, record => record with { State = JobState.Cancelled, Ended = Time.GetUtcNow() });
        }
        catch (OperationCanceledException) when (running.Stop.IsCancellationRequested)
        {
            if (job.Record.State == JobState.Running)
                End(job, record => record with { State = JobState.Queued }, Stopped);
        }
        catch (Exception e)
        {
            Fail(job, e);
        }
    }

    private void Begin(Job job)
    {
        RemovedDirectory.Delete(job.Directory.Work);
        data.Reserve.Fill();
        Directory.CreateDirectory(job.Directory.Work);
        job.Enter(record => record with { State = JobState.Running, Started = record.Started ?? Time.GetUtcNow() });
        Log.JobBegins(Logger, job.Id, RecipeTable.NameOf(job.Record.Spec.RecipeCase));
    }

    /// <summary>It was told to stop, which is none of the interruptions that a job ends by.</summary>
    private void Leave(Job job)
    {
        Log.StepLeft(Logger, job.Id);
        try
        {
            job.EnterFrom(JobState.Running, record => record with { State = JobState.Queued }, Stopped);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.StateNotWritten(Logger, job.Id, e);
        }
    }

    private Task<RecipeResult> ComputeAsync(Job job, CancellationToken stop)
    {
        var recipe = recipes.Of(job.Record.Spec);
        var context = new JobContext(
            job, CheckpointsOf(job, recipe), bundles, device, Time, options.Value.ProgressInterval);
        return recipe.RunAsync(context, stop);
    }

    private static CheckpointStore CheckpointsOf(Job job, IRecipe recipe) => new(
        job.Directory.Checkpoints,
        new CheckpointFormat(RecipeTable.NameOf(recipe.Kind), recipe.CheckpointVersion),
        saved: () =>
        {
            if (job.Record.Interruptions > 0)
                job.Save(record => record with { Interruptions = 0 });
        },
        notice: text => job.Append(new JobEvent { Message = text }));

    private void Succeed(Job job, RecipeResult result)
    {
        var reports = result.Report is { } report ? ReportFiles.Write(report, job.Directory.Path) : [];
        job.Enter(record => record with
        {
            State = JobState.Succeeded,
            Ended = Time.GetUtcNow(),
            BundleIds = result.BundleIds,
            Reports = reports,
        });
        Leftovers.Remove(job, Logger);
        Log.JobSucceeded(Logger, job.Id);
    }

    private void Fail(Job job, Exception exception)
    {
        var failure = JobFailures.Of(exception, data.Path);
        if (JobFailures.IsUnexpected(failure))
            Log.JobFailedUnexpectedly(Logger, job.Id, exception);
        else
            Log.JobFailed(Logger, job.Id, failure.Reason, failure.Message);
        End(
            job,
            record => record with { State = JobState.Failed, Failure = failure, Ended = Time.GetUtcNow() },
            failure.Message);
    }

    /// <summary>A state that has to be entered even on a full disk: partial files go first, then the reserve.</summary>
    private void End(Job job, Func<JobRecord, JobRecord> change, string? message = null)
    {
        Leftovers.Remove(job, Logger);
        try
        {
            job.Enter(change, message);
        }
        catch (Exception e)
        {
            data.Reserve.Release();
            EnterAnyway(job, change, message, e);
        }
    }

    private void EnterAnyway(Job job, Func<JobRecord, JobRecord> change, string? message, Exception first)
    {
        try
        {
            job.Enter(change, message);
        }
        catch (Exception)
        {
            Log.StateNotWritten(Logger, job.Id, first);
            job.EnterInMemory(change);
        }
    }
}
