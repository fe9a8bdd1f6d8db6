using System.CommandLine;
using Kale.Cli.Rollouts;
using Kale.Cli.Training;
using Kale.V1;
using Spectre.Console;

namespace Kale.Cli.Commands;

/// <summary><c>kale jobs list|show|watch|cancel|resume|report|rm</c>: what the Trainer does and did.</summary>
internal static class JobsCommand
{
    private static readonly Argument<string> Id = new("job") { Description = "Id of the job." };

    public static Command Create() => new("jobs", "See and steer training jobs.")
    {
        List(), Show(), Watch(), Cancel(), Resume(), Report(), Remove(),
    };

    private static Command List()
    {
        var state = new Option<JobState[]>("--state")
        {
            Description = "queued, running, succeeded, failed or cancelled. Repeatable.",
        };
        var count = new Option<uint>("--top", "-k")
        {
            Description = "How many, the newest first.",
            DefaultValueFactory = _ => 20,
        };
        var command = new Command("list", "List jobs, the newest first.")
        {
            state, count, CommonOptions.Json, CommonOptions.Server,
        };
        command.SetAction((parsed, cancel) => CallAsync(parsed, async client =>
        {
            var request = new ListJobsRequest
            {
                States = { parsed.GetValue(state) ?? [] },
                PageSize = parsed.GetValue(count),
            };
            JobLists.Print(
                await client.ListJobsAsync(request, cancellationToken: cancel), parsed.GetValue(CommonOptions.Json));
            return ExitCodes.Done;
        }));
        return command;
    }

    private static Command Show()
    {
        var command = new Command("show", "Show a job: its state, progress, outcome and spec.")
        {
            Id, CommonOptions.Json, CommonOptions.Server,
        };
        command.SetAction((parsed, cancel) => CallAsync(parsed, async client =>
        {
            var job = await client.GetJobAsync(
                new GetJobRequest { JobId = parsed.GetValue(Id) }, cancellationToken: cancel);
            JobLists.Print(job, parsed.GetValue(CommonOptions.Json));
            return ExitCodes.Done;
        }));
        return command;
    }

    private static Command Watch()
    {
        var command = new Command(
            "watch", "Follow a job from its first event to its end. Exit code 0 only when it has succeeded.")
        {
            Id, CommonOptions.Json, CommonOptions.Server,
        };
        command.SetAction((parsed, cancel) => CallAsync(
            parsed,
            client => JobFollowing.RunAsync(
                client, parsed.GetValue(Id)!, parsed.GetValue(CommonOptions.Json), cancel)));
        return command;
    }

    private static Command Cancel()
    {
        var command = new Command("cancel", "Stop a job; its checkpoints stay for a while.")
        {
            Id, CommonOptions.Json, CommonOptions.Server,
        };
        command.SetAction((parsed, cancel) => CallAsync(parsed, async client =>
        {
            JobOutcome.PrintState(
                await client.CancelJobAsync(
                    new CancelJobRequest { JobId = parsed.GetValue(Id) }, cancellationToken: cancel),
                parsed.GetValue(CommonOptions.Json));
            return ExitCodes.Done;
        }));
        return command;
    }

    private static Command Resume()
    {
        var command = new Command(
            "resume", "Queue a failed or cancelled job again; it goes on from its last checkpoint.")
        {
            Id, CommonOptions.Json, CommonOptions.Server,
        };
        command.SetAction((parsed, cancel) => CallAsync(parsed, async client =>
        {
            JobOutcome.PrintState(
                await client.ResumeJobAsync(
                    new ResumeJobRequest { JobId = parsed.GetValue(Id) }, cancellationToken: cancel),
                parsed.GetValue(CommonOptions.Json));
            return ExitCodes.Done;
        }));
        return command;
    }

    private static Command Report()
    {
        var output = new Option<FileInfo?>("--output", "-o")
        {
            Description = "Where to write it; default: <job>.html here.",
        };
        var command = new Command(
            "report",
            "Fetch a job's report: one page that needs nothing else, or with --json its figures on standard output.")
        {
            Id, output, CommonOptions.Json, CommonOptions.Server,
        };
        command.SetAction((parsed, cancel) => CallAsync(
            parsed,
            client => JobReports.FetchAsync(
                client, parsed.GetValue(Id)!, parsed.GetValue(output), parsed.GetValue(CommonOptions.Json), cancel)));
        return command;
    }

    private static Command Remove()
    {
        var ids = new Argument<string[]>("job")
        {
            Description = "Ids of jobs that have ended.",
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new Command("rm", "Delete ended jobs with their events and reports; their bundles stay.")
        {
            ids, RouteOptions.Reason, CommonOptions.Server,
        };
        command.SetAction((parsed, cancel) => CallAsync(parsed, async client =>
        {
            foreach (var id in parsed.GetValue(ids)!)
            {
                var request = new DeleteJobRequest
                {
                    JobId = id,
                    Actor = RegistrySession.Actor,
                    Reason = parsed.GetValue(RouteOptions.Reason),
                };
                var deleted = await client.DeleteJobAsync(request, cancellationToken: cancel);
                Terminal.Out.WriteLine($"{deleted.JobId} is deleted, {ByteSize.Of(deleted.Bytes)}");
            }
            return ExitCodes.Done;
        }));
        return command;
    }

    private static async Task<int> CallAsync(ParseResult parsed, Func<V1.Training.TrainingClient, Task<int>> call)
    {
        using var server = ServerConnection.Open(parsed);
        return await call(new V1.Training.TrainingClient(server.Calls));
    }
}
