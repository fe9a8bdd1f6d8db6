using Kale.LocalQdrant.Points;
using Kale.LocalQdrant.Search;
using Qdrant.Client.Grpc;
using static Qdrant.Client.Grpc.PointsUpdateOperation;

namespace Kale.LocalQdrant.Serving;

/// <summary>The operations that UpdateBatch runs one after another.</summary>
internal static class BatchOperations
{
    public static Change ToChange(PointsUpdateOperation operation, Metric metric) =>
        operation.OperationCase switch
        {
            OperationOneofCase.Upsert => Upsert(operation.Upsert, metric),
            OperationOneofCase.DeletePoints => PointUpdates.Remove(operation.DeletePoints.Points),
            OperationOneofCase.UpdateVectors => UpdateVectors(operation.UpdateVectors, metric),
            OperationOneofCase.SetPayload => SetPayload(operation.SetPayload),
            OperationOneofCase.OverwritePayload => OverwritePayload(operation.OverwritePayload),
            OperationOneofCase.DeletePayload =>
                PointUpdates.DeletePayload(operation.DeletePayload.Keys, operation.DeletePayload.PointsSelector),
            OperationOneofCase.ClearPayload => PointUpdates.ClearPayload(operation.ClearPayload.Points),
            OperationOneofCase.None => throw LocalQdrantException.Invalid("an operation of the batch is empty"),
            var other => throw LocalQdrantException.Unsupported($"The batch operation {other}"),
        };

    private static Change Upsert(Types.PointStructList upsert, Metric metric) =>
        new Upsert(upsert.Points, upsert.UpdateFilter, upsert.UpdateMode, metric).Write;

    private static Change UpdateVectors(Types.UpdateVectors update, Metric metric) =>
        new VectorUpdate(update.Points, update.UpdateFilter, metric).Write;

    private static Change SetPayload(Types.SetPayload set) =>
        PointUpdates.SetPayload(set.Payload, set.PointsSelector, set.HasKey ? set.Key : null);

    private static Change OverwritePayload(Types.OverwritePayload set) =>
        PointUpdates.OverwritePayload(set.Payload, set.PointsSelector, set.HasKey ? set.Key : null);
}
