using Grpc.Core;
using Kale.V1;

namespace Kale.Gateway.Tests.Support;

/// <summary>A Trainer with the jobs that it is given; pages of one.</summary>
internal sealed class ScriptedTrainer : Training.TrainingBase
{
    public List<Job> Jobs { get; } = [];

    public override Task<ListJobsResponse> ListJobs(ListJobsRequest request, ServerCallContext context)
    {
        var from = request.PageToken.Length == 0 ? 0 : int.Parse(request.PageToken);
        var asked = Jobs.Where(job => request.States.Contains(job.State)).ToList();
        return Task.FromResult(new ListJobsResponse
        {
            Jobs = { asked.Skip(from).Take(1) },
            NextPageToken = asked.Count > from + 1 ? $"{from + 1}" : "",
        });
    }
}
