using Google.Protobuf;
using Kale.V1;
using Spectre.Console;

namespace Kale.Cli.Training;

/// <summary>What became of a job, in words.</summary>
internal static class JobOutcome
{
    public static void PrintStarted(Job job, bool json)
    {
        if (json)
        {
            PrintJson(job);
        }
        else
        {
            Terminal.Out.WriteLine($"{job.JobId} {JobTexts.State(job)}. Follow it with: kale jobs watch {job.JobId}");
        }
    }

    /// <summary>Prints it, and says by exit code whether it has succeeded.</summary>
    public static int Print(Job job, bool json)
    {
        if (json)
        {
            PrintJson(job);
            return job.State == JobState.Succeeded ? ExitCodes.Done : ExitCodes.Failed;
        }
        switch (job.State)
        {
            case JobState.Succeeded:
                Terminal.Out.WriteLine(
                    $"{job.JobId} has succeeded in "
                    + $"{JobTexts.Short(job.Ended.ToTimeSpan() - job.Started.ToTimeSpan())}.");
                foreach (var bundle in job.BundleIds) { Terminal.Out.WriteLine($"  bundle {bundle}"); }
                if (job.Reports.Count > 0) { Terminal.Out.WriteLine($"  report: kale jobs report {job.JobId}"); }
                return ExitCodes.Done;
            case JobState.Failed:
                throw new CliException($"{job.JobId} has failed ({job.ErrorReason}): {job.ErrorMessage}");
            default:
                throw new CliException(
                    $"{job.JobId} was {JobTexts.State(job)}. Take it up again with: kale jobs resume {job.JobId}");
        }
    }

    public static void PrintState(Job job, bool json)
    {
        if (json) { PrintJson(job); }
        else { Terminal.Out.WriteLine($"{job.JobId} is {JobTexts.State(job)}."); }
    }

    public static void PrintJson(IMessage message) => Console.Out.WriteLine(JsonFormatter.Default.Format(message));

    private static TimeSpan ToTimeSpan(this Google.Protobuf.WellKnownTypes.Timestamp? time) =>
        time is null ? TimeSpan.Zero : time.ToDateTimeOffset() - DateTimeOffset.UnixEpoch;
}
