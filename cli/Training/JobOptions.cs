using System.CommandLine;
using Kale.V1;

namespace Kale.Cli.Training;

/// <summary>What every command that starts a job can be told.</summary>
internal static class JobOptions
{
    private static readonly Option<string?> Id = new("--job")
    {
        Description = "Id of the job; the same command with the same id starts it once. Default: the server chooses.",
    };

    private static readonly Option<ulong> Seed = new("--seed") { Description = "Of everything that is drawn." };

    private static readonly Option<bool> Wait = new("--wait")
    {
        Description = "Follow the job until it ends (the default).",
    };

    private static readonly Option<bool> Detach = new("--detach")
    {
        Description = "Print the job's id and leave it to the server.",
    };

    private const string OutputOption = "--name";

    /// <summary>For a job that publishes a bundle.</summary>
    /// <param name="command">The command.</param>
    /// <param name="otherwise">The name that is taken where none is given; null: one has to be given.</param>
    public static Command WithOutput(this Command command, string? otherwise = null)
    {
        var output = new Option<string>(OutputOption, "-n")
        {
            Description = "Name of the bundle that is published.",
            Required = otherwise is null,
        };
        if (otherwise is not null) { output.DefaultValueFactory = _ => otherwise; }
        command.Add(output);
        return command.WithJob();
    }

    /// <summary>For a job that only measures.</summary>
    public static Command WithJob(this Command command)
    {
        foreach (var option in new Option[] { Id, Seed, Wait, Detach, CommonOptions.Json, CommonOptions.Server })
        {
            command.Add(option);
        }
        return command;
    }

    /// <summary>Names of those that were given and that only a job has.</summary>
    public static IReadOnlyList<string> Named(ParseResult parsed) => Given.Names(parsed, [Id, Seed, Wait, Detach]);

    public static string OutputName(ParseResult parsed) => parsed.GetRequiredValue<string>(OutputOption);

    /// <summary>Starts the job, and follows it unless told to leave it.</summary>
    public static async Task<int> RunAsync(ParseResult parsed, JobSpec spec, CancellationToken cancel)
    {
        if (parsed.GetValue(Wait) && parsed.GetValue(Detach))
        {
            throw new CliException("--wait and --detach: choose one.", ExitCodes.Usage);
        }
        spec.Seed = parsed.GetValue(Seed);
        using var server = ServerConnection.Open(parsed);
        var client = new V1.Training.TrainingClient(server.Calls);
        var job = await client.StartJobAsync(
            new StartJobRequest { JobId = parsed.GetValue(Id) ?? "", Spec = spec }, cancellationToken: cancel);
        if (!parsed.GetValue(Detach))
        {
            return await JobFollowing.RunAsync(client, job.JobId, parsed.GetValue(CommonOptions.Json), cancel);
        }
        JobOutcome.PrintStarted(job, parsed.GetValue(CommonOptions.Json));
        return ExitCodes.Done;
    }
}
