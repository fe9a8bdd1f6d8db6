using System.Runtime.CompilerServices;
using Grpc.Core;
using Kale.V1;

namespace Kale.Cli.Training;

/// <summary>Follows a job until it ends, over restarts of the server too.</summary>
internal static class JobFollowing
{
    /// <summary>Shows the job's progress and its end; 0 only if it has succeeded.</summary>
    public static async Task<int> RunAsync(
        V1.Training.TrainingClient client, string job, bool json, CancellationToken cancel)
    {
        try
        {
            await JobProgressDisplay.ShowAsync(EventsAsync(client, job, cancel));
        }
        catch (Exception error)
            when (cancel.IsCancellationRequested && error is RpcException or OperationCanceledException)
        {
            throw new CliException(
                $"Not followed any more; the job goes on. See it again with: kale jobs watch {job}",
                ExitCodes.Interrupted);
        }
        return JobOutcome.Print(
            await client.GetJobAsync(new GetJobRequest { JobId = job }, cancellationToken: cancel), json);
    }

    private static async IAsyncEnumerable<JobEvent> EventsAsync(
        V1.Training.TrainingClient client, string job, [EnumeratorCancellation] CancellationToken cancel)
    {
        var (seen, losses) = (0ul, 0);
        while (true)
        {
            using var call = client.WatchJob(
                new WatchJobRequest { JobId = job, After = seen }, cancellationToken: cancel);
            while (true)
            {
                var (next, lost) = await NextAsync(
                    call.ResponseStream, mayBeLost: seen > 0 && losses < Reconnection.Pauses.Count, cancel);
                if (lost)
                {
                    if (losses == 0)
                    {
                        var seconds = Reconnection.Pauses.Sum(pause => pause.TotalSeconds);
                        yield return new JobEvent
                        {
                            Message = $"The connection is lost; it is tried again for {seconds:0} s.",
                        };
                    }
                    await Task.Delay(Reconnection.Pauses[losses++], cancel);
                    break;
                }
                if (next is null) { yield break; }
                (seen, losses) = (next.Number, 0);
                yield return next;
            }
        }
    }

    // The next event; null at the end of the job.
    private static async Task<(JobEvent? Event, bool Lost)> NextAsync(
        IAsyncStreamReader<JobEvent> stream, bool mayBeLost, CancellationToken cancel)
    {
        try
        {
            return (await stream.MoveNext(cancel) ? stream.Current : null, false);
        }
        catch (RpcException error) when (error.IsLost() && mayBeLost)
        {
            return (null, true);
        }
    }
}
