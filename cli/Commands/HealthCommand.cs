using System.CommandLine;
using Grpc.Core;
using Grpc.Health.V1;
using Kale.V1;
using Spectre.Console;

namespace Kale.Cli.Commands;

/// <summary>
/// <c>kale health</c>: what a running suite serves; with <c>--wait</c> until it serves everything it should.
/// </summary>
internal static class HealthCommand
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private static readonly IReadOnlyList<string> Services = [.. new[]
    {
        EncodingReflection.Descriptor, IndexingReflection.Descriptor, RegistryReflection.Descriptor,
        RerankingReflection.Descriptor, SearchReflection.Descriptor, TrainingReflection.Descriptor,
    }.SelectMany(contract => contract.Services).Select(service => service.FullName)];

    /// <summary>With one question; who is well answers at once.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static Command Create()
    {
        var wait = new Option<int>("--wait") { Description = "Seconds to wait for the suite to be ready." };
        var command = new Command("health", "Show what a running suite serves. Exit code 0 only when it is ready.")
        {
            wait, CommonOptions.Server,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            using var server = ServerConnection.Open(parsed);
            var statuses = await WaitAsync(
                new Health.HealthClient(server.Calls), TimeSpan.FromSeconds(parsed.GetValue(wait)), cancel);
            foreach (var (name, serving) in statuses)
            {
                Terminal.Out.WriteLine($"{(serving ? "serving" : "not serving"),-12} {name}");
            }
            return statuses[0].Serving ? ExitCodes.Done : ExitCodes.Unavailable;
        });
        return command;
    }

    private static async Task<List<(string Name, bool Serving)>> WaitAsync(
        Health.HealthClient client, TimeSpan patience, CancellationToken cancel)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var over = TimeProvider.System.GetElapsedTime(start) >= patience;
            try
            {
                var statuses = await AskAsync(client, cancel);
                if (over || statuses[0].Serving) { return statuses; }
            }
            catch (RpcException error)
                when (!over && (error.IsLost() || error.StatusCode == StatusCode.DeadlineExceeded))
            {
                // Not listening yet; that is what is waited for.
            }
            await Task.Delay(Interval, cancel);
        }
    }

    /// <summary>The server as a whole first, then those services of the contract that it has.</summary>
    private static async Task<List<(string Name, bool Serving)>> AskAsync(
        Health.HealthClient client, CancellationToken cancel)
    {
        var statuses = new List<(string, bool)> { ("(everything)", await IsServingAsync(client, "", cancel)) };
        foreach (var service in Services)
        {
            try
            {
                statuses.Add((service, await IsServingAsync(client, service, cancel)));
            }
            catch (RpcException error) when (error.StatusCode == StatusCode.NotFound)
            {
                // A server of another part of the suite.
            }
        }
        return statuses;
    }

    private static async Task<bool> IsServingAsync(
        Health.HealthClient client, string service, CancellationToken cancel)
    {
        var request = new HealthCheckRequest { Service = service };
        var deadline = TimeProvider.System.GetUtcNow().UtcDateTime + Patience;
        return (await client.CheckAsync(request, null, deadline, cancel)).Status
            == HealthCheckResponse.Types.ServingStatus.Serving;
    }
}
