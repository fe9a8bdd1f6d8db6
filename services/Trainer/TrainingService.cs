using Google.Protobuf;
using Grpc.Core;
using Kale.ServiceDefaults.Errors;
using Kale.ServiceDefaults.Security;
using Kale.Trainer.Jobs;
using Kale.V1;

namespace Kale.Trainer;

/// <summary>Training over gRPC.</summary>
internal sealed class TrainingService(
    JobManager jobs, JobWatch watch, JobDeletion deletion, JobMessages messages) : V1.Training.TrainingBase
{
    private const int DefaultPage = 50;
    private const int MaxActor = 256;
    private const int MaxReason = 2_000;

    public override Task<V1.Job> StartJob(StartJobRequest request, ServerCallContext context) =>
        Task.FromResult(messages.Of(jobs.Start(request.JobId, request.Spec)));

    public override Task<V1.Job> GetJob(GetJobRequest request, ServerCallContext context) =>
        Task.FromResult(messages.Of(jobs.Get(request.JobId)));

    public override Task<ListJobsResponse> ListJobs(ListJobsRequest request, ServerCallContext context)
    {
        var valid = PageToken.TryRead(request.PageToken, out var before);
        new RequestCheck()
            .That(request.PageSize <= 1000, "must be at most 1,000", request.PageSize)
            .That(valid, "must be the next_page_token of an earlier answer, or empty", request.PageToken)
            .ThrowIfInvalid();
        var size = request.PageSize == 0 ? DefaultPage : (int)request.PageSize;
        var page = jobs.List(request.States, before, size);
        var response = new ListJobsResponse { Jobs = { page.Select(messages.Of) } };
        if (page.Count == size)
            response.NextPageToken = PageToken.Of(page[^1].Record.Number);
        return Task.FromResult(response);
    }

    public override async Task WatchJob(
        WatchJobRequest request, IServerStreamWriter<JobEvent> responseStream, ServerCallContext context)
    {
        var job = jobs.Get(request.JobId);
        var events = Existing(job, watch.EventsAsync(job, request.After, context.CancellationToken));
        await foreach (var entry in events)
            await responseStream.WriteAsync(entry, context.CancellationToken);
    }

    public override async Task<V1.Job> CancelJob(CancelJobRequest request, ServerCallContext context)
    {
        var job = jobs.Cancel(request.JobId);
        await watch.EndAsync(job, context.CancellationToken);
        return messages.Of(job);
    }

    public override Task<V1.Job> ResumeJob(ResumeJobRequest request, ServerCallContext context) =>
        Task.FromResult(messages.Of(jobs.Resume(request.JobId)));

    public override async Task<DeleteJobResponse> DeleteJob(DeleteJobRequest request, ServerCallContext context)
    {
        request.Actor = Caller.ActorOf(context, request.Actor);
        new RequestCheck()
            .That(request.Actor.Length <= MaxActor, $"at most {MaxActor} characters", request.Actor)
            .That(request.Reason.Length <= MaxReason, $"at most {MaxReason:N0} characters", request.Reason)
            .ThrowIfInvalid();
        var bytes = await deletion.DeleteAsync(
            request.JobId, request.Actor, request.Reason, context.CancellationToken);
        return new DeleteJobResponse { JobId = request.JobId, Bytes = (ulong)bytes };
    }

    public override async Task GetReport(
        GetReportRequest request, IServerStreamWriter<ReportPiece> responseStream, ServerCallContext context)
    {
        var job = jobs.Get(request.JobId);
        var pieces = Existing(job, JobReports.ReadAsync(job, request.File, context.CancellationToken));
        await foreach (var piece in pieces)
            await responseStream.WriteAsync(
                new ReportPiece { Content = UnsafeByteOperations.UnsafeWrap(piece) }, context.CancellationToken);
    }

    // A job may be deleted while its files are read.
    private async IAsyncEnumerable<T> Existing<T>(Jobs.Job job, IAsyncEnumerable<T> read)
    {
        await using var reader = read.GetAsyncEnumerator();
        while (await NextAsync(job, reader))
            yield return reader.Current;
    }

    private async Task<bool> NextAsync<T>(Jobs.Job job, IAsyncEnumerator<T> reader)
    {
        try
        {
            return await reader.MoveNextAsync();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException && !jobs.Has(job))
        {
            throw JobManager.NotFound(job.Id);
        }
    }
}
