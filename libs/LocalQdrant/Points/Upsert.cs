using Kale.LocalQdrant.Filters;
using Kale.LocalQdrant.Payloads;
using Kale.LocalQdrant.Search;
using Qdrant.Client.Grpc;

namespace Kale.LocalQdrant.Points;

/// <summary>Puts points: new ones, or, depending on the mode, in the place of those that have their ids.</summary>
internal sealed class Upsert(IReadOnlyList<PointStruct> points, Filter? updateFilter, UpdateMode mode, Metric metric)
{
    private readonly PointTest? _updates = FilterCompiler.CompileOptional(updateFilter);

    public void Write(PointTable table, ChangeWriter changes)
    {
        var vector = new float[table.Dimensions];
        foreach (var point in points)
        {
            var key = PointKey.From(point.Id);
            DenseVectors.Read(point.Vectors, vector, key);
            if (!Wanted(table, key))
                continue;
            metric.Prepare(vector);
            changes.Put(key, vector, PayloadEdits.ToBytes(point.Payload));
        }
    }

    private bool Wanted(PointTable table, in PointKey key)
    {
        if (!table.TryGetRow(key, out var row))
            return mode != UpdateMode.UpdateOnly;
        return mode != UpdateMode.InsertOnly && (_updates is null || _updates.Matches(table, row));
    }
}

/// <summary>Replaces vectors and leaves payloads as they are.</summary>
internal sealed class VectorUpdate(IReadOnlyList<PointVectors> points, Filter? updateFilter, Metric metric)
{
    private readonly PointTest? _updates = FilterCompiler.CompileOptional(updateFilter);

    public void Write(PointTable table, ChangeWriter changes)
    {
        var vector = new float[table.Dimensions];
        foreach (var point in points)
        {
            var key = PointKey.From(point.Id);
            DenseVectors.Read(point.Vectors, vector, key);
            if (!table.TryGetRow(key, out var row))
                throw LocalQdrantException.NotFound($"No point with id {key} found");
            if (_updates?.Matches(table, row) == false)
                continue;
            metric.Prepare(vector);
            changes.Put(key, vector, table.Payload(row));
        }
    }
}
