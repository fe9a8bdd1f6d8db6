using System.Diagnostics;
using Grpc.Core;
using Kale.LocalQdrant.Catalog;
using Kale.LocalQdrant.Points;
using Kale.LocalQdrant.Search;
using Qdrant.Client.Grpc;

namespace Kale.LocalQdrant.Serving;

internal sealed partial class PointsService
{
    public override Task<PointsOperationResponse> Upsert(UpsertPoints request, ServerCallContext context) =>
        WriteAsync(request.CollectionName, request.Wait, context, metric =>
        {
            Unsupported.Refuse(request.ShardKeySelector);
            return new Upsert(request.Points, request.UpdateFilter, request.UpdateMode, metric).Write;
        });

    public override Task<PointsOperationResponse> Delete(DeletePoints request, ServerCallContext context) =>
        WriteAsync(request.CollectionName, request.Wait, context, _ =>
        {
            Unsupported.Refuse(request.ShardKeySelector);
            return PointUpdates.Remove(request.Points);
        });

    public override Task<PointsOperationResponse> UpdateVectors(
        UpdatePointVectors request, ServerCallContext context) =>
        WriteAsync(request.CollectionName, request.Wait, context, metric =>
        {
            Unsupported.Refuse(request.ShardKeySelector);
            return new VectorUpdate(request.Points, request.UpdateFilter, metric).Write;
        });

    public override Task<PointsOperationResponse> SetPayload(SetPayloadPoints request, ServerCallContext context) =>
        WriteAsync(request.CollectionName, request.Wait, context, _ =>
        {
            Unsupported.Refuse(request.ShardKeySelector);
            return PointUpdates.SetPayload(
                request.Payload, request.PointsSelector, request.HasKey ? request.Key : null);
        });

    public override Task<PointsOperationResponse> OverwritePayload(
        SetPayloadPoints request, ServerCallContext context) =>
        WriteAsync(request.CollectionName, request.Wait, context, _ =>
        {
            Unsupported.Refuse(request.ShardKeySelector);
            return PointUpdates.OverwritePayload(
                request.Payload, request.PointsSelector, request.HasKey ? request.Key : null);
        });

    public override Task<PointsOperationResponse> DeletePayload(
        DeletePayloadPoints request, ServerCallContext context) =>
        WriteAsync(request.CollectionName, request.Wait, context, _ =>
        {
            Unsupported.Refuse(request.ShardKeySelector);
            return PointUpdates.DeletePayload(request.Keys, request.PointsSelector);
        });

    public override Task<PointsOperationResponse> ClearPayload(ClearPayloadPoints request, ServerCallContext context) =>
        WriteAsync(request.CollectionName, request.Wait, context, _ =>
        {
            Unsupported.Refuse(request.ShardKeySelector);
            return PointUpdates.ClearPayload(request.Points);
        });

    public override async Task<UpdateBatchResponse> UpdateBatch(UpdateBatchPoints request, ServerCallContext context)
    {
        var started = Stopwatch.GetTimestamp();
        if (request.Operations.Count == 0)
            throw LocalQdrantException.Invalid("operations: at least one is needed");
        var found = catalog.Find(request.CollectionName);
        var metric = CollectionSettings.MetricOf(found.Entry.Vector);
        var changes = request.Operations.Select(operation => BatchOperations.ToChange(operation, metric)).ToList();
        var response = new UpdateBatchResponse();
        foreach (var change in changes)
            response.Result.Add(await WriteAsync(found, change, request.Wait, context));
        response.Time = Elapsed.Since(started);
        return response;
    }

    public override Task<PointsOperationResponse> CreateFieldIndex(
        CreateFieldIndexCollection request, ServerCallContext context) =>
        ChangeIndexAsync(request.FieldName, () => catalog.AddIndexAsync(
            request.CollectionName, request.FieldName, FieldIndexes.Describe(request), context.CancellationToken));

    public override Task<PointsOperationResponse> DeleteFieldIndex(
        DeleteFieldIndexCollection request, ServerCallContext context) =>
        ChangeIndexAsync(request.FieldName, () => catalog.RemoveIndexAsync(
            request.CollectionName, request.FieldName, context.CancellationToken));

    private async Task<PointsOperationResponse> WriteAsync(
        string collection, bool wait, ServerCallContext context, Func<Metric, Change> change)
    {
        var started = Stopwatch.GetTimestamp();
        var found = catalog.Find(collection);
        var result = await WriteAsync(found, change(CollectionSettings.MetricOf(found.Entry.Vector)), wait, context);
        return new PointsOperationResponse { Result = result, Time = Elapsed.Since(started) };
    }

    private static async Task<UpdateResult> WriteAsync(
        FoundCollection found, Change change, bool wait, ServerCallContext context) => new()
        {
            OperationId = await found.Points.WriteAsync(change, wait, context.CancellationToken),
            Status = wait ? UpdateStatus.Completed : UpdateStatus.Acknowledged,
        };

    private static async Task<PointsOperationResponse> ChangeIndexAsync(string field, Func<Task> change)
    {
        var started = Stopwatch.GetTimestamp();
        Payloads.KeyPath.Parse(field);
        await change();
        return new PointsOperationResponse
        {
            Result = new UpdateResult { Status = UpdateStatus.Completed },
            Time = Elapsed.Since(started),
        };
    }
}
