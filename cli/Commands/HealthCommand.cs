using System.CommandLine;
using Grpc.Core;
using Grpc.Health.V1;
using Spectre.Console;

namespace Kale.Cli.Commands;

/// <summary>
/// <c>kale health</c>: what a running suite serves; with <c>--wait</c> until it serves everything it should.
/// </summary>
internal static class HealthCommand
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    public static Command Create()
    {
        var wait = new Option<int>("--wait") { Description = "Seconds to wait for the suite to be ready." };
        var command = new Command("health", "Show what a running suite serves. Exit code 0 only when it is ready.")
        {
            wait, CommonOptions.Server,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            using var channel = ServerConnection.Open(parsed.GetValue(CommonOptions.Server)!);
            var statuses = await WaitAsync(
                new Health.HealthClient(channel), TimeSpan.FromSeconds(parsed.GetValue(wait)), cancel);
            foreach (var (name, answer) in statuses.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                Terminal.Out.WriteLine($"{Word(answer.Status),-12} {(name.Length == 0 ? "(everything)" : name)}");
            }
            return IsReady(statuses) ? ExitCodes.Done : ExitCodes.Unavailable;
        });
        return command;
    }

    private static async Task<IDictionary<string, HealthCheckResponse>> WaitAsync(
        Health.HealthClient client, TimeSpan patience, CancellationToken cancel)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var over = TimeProvider.System.GetElapsedTime(start) >= patience;
            try
            {
                var statuses = (await client.ListAsync(new HealthListRequest(), cancellationToken: cancel)).Statuses;
                if (over || IsReady(statuses)) { return statuses; }
            }
            catch (RpcException error) when (error.StatusCode == StatusCode.Unavailable && !over)
            {
                // Not listening yet; that is what is waited for.
            }
            await Task.Delay(Interval, cancel);
        }
    }

    private static bool IsReady(IDictionary<string, HealthCheckResponse> statuses) =>
        statuses.TryGetValue("", out var all) && all.Status == HealthCheckResponse.Types.ServingStatus.Serving;

    private static string Word(HealthCheckResponse.Types.ServingStatus status) =>
        status == HealthCheckResponse.Types.ServingStatus.Serving ? "serving" : "not serving";
}
