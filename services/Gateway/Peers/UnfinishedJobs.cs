using Grpc.Core;
using Kale.Gateway.Registry;
using Kale.ServiceDefaults.Errors;
using Kale.V1;
using Microsoft.Extensions.Options;

namespace Kale.Gateway.Peers;

/// <summary>The Trainer's jobs that wait or compute; none where no Trainer is configured.</summary>
internal sealed class UnfinishedJobs(PeerChannels channels, IOptions<GatewayOptions> options, TimeProvider time)
{
    private const uint PageSize = 1_000;

    private readonly Training.TrainingClient? _client =
        channels.Trainer is { } channel ? new Training.TrainingClient(channel) : null;

    /// <exception cref="FailureException">The Trainer does not answer.</exception>
    public async Task<IReadOnlyList<Job>> ListAsync(CancellationToken cancellation)
    {
        if (_client is null)
            return [];
        var jobs = new List<Job>();
        var request = new ListJobsRequest { States = { JobState.Queued, JobState.Running }, PageSize = PageSize };
        do
        {
            var page = await PageAsync(_client, request, cancellation);
            jobs.AddRange(page.Jobs);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return jobs;
    }

    private async Task<ListJobsResponse> PageAsync(
        Training.TrainingClient client, ListJobsRequest request, CancellationToken cancellation)
    {
        try
        {
            var call = PeerCall.Options(options.Value.Trainer, DateTime.MaxValue, time, cancellation);
            return await client.ListJobsAsync(request, call);
        }
        catch (RpcException error) when (!cancellation.IsCancellationRequested)
        {
            throw new FailureException(
                RegistryFailures.TrainerUnavailable,
                $"The Trainer at {options.Value.Trainer.Address} does not say which jobs read which bundles "
                    + $"({error.Status.Detail}), so none is taken for free. Look after it and {GatewayOptions.Section}:"
                    + $"{nameof(GatewayOptions.Trainer)}, and try again.",
                error);
        }
    }
}
