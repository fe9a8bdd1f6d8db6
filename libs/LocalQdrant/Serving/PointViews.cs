using Google.Protobuf.Collections;
using Kale.LocalQdrant.Payloads;
using Kale.LocalQdrant.Points;
using Qdrant.Client.Grpc;

namespace Kale.LocalQdrant.Serving;

/// <summary>Points as answers show them: with the parts that were asked for.</summary>
internal sealed class PointViews
{
    private readonly bool _payload;
    private readonly PayloadProjection? _projection;
    private readonly bool _vector;

    public PointViews(WithPayloadSelector? payload, WithVectorsSelector? vectors, bool payloadByDefault)
    {
        (_payload, _projection) = payload?.SelectorOptionsCase switch
        {
            WithPayloadSelector.SelectorOptionsOneofCase.Enable => (payload.Enable, null),
            WithPayloadSelector.SelectorOptionsOneofCase.Include =>
                (true, PayloadProjection.Include(payload.Include.Fields.Select(KeyPath.Parse))),
            WithPayloadSelector.SelectorOptionsOneofCase.Exclude =>
                (true, PayloadProjection.Exclude(payload.Exclude.Fields.Select(KeyPath.Parse))),
            _ => (payloadByDefault, default(PayloadProjection)),
        };
        _vector = WantsVector(vectors);
    }

    public RetrievedPoint Retrieved(PointTable table, int row)
    {
        var point = new RetrievedPoint { Id = table.Key(row).ToPointId(), Vectors = VectorOf(table, row) };
        AddPayload(point.Payload, table, row);
        return point;
    }

    public ScoredPoint Scored(PointTable table, int row, float score)
    {
        var point = new ScoredPoint { Id = table.Key(row).ToPointId(), Score = score, Vectors = VectorOf(table, row) };
        AddPayload(point.Payload, table, row);
        return point;
    }

    private static bool WantsVector(WithVectorsSelector? vectors)
    {
        if (vectors?.SelectorOptionsCase != WithVectorsSelector.SelectorOptionsOneofCase.Include)
            return vectors?.Enable == true;
        if (vectors.Include.Names.FirstOrDefault(name => name.Length > 0) is { } name)
            throw LocalQdrantException.Invalid($"Not existing vector name error: {name}");
        return vectors.Include.Names.Count > 0;
    }

    private void AddPayload(MapField<string, Value> into, PointTable table, int row)
    {
        if (!_payload)
            return;
        var payload = PayloadEdits.ToMap(table.Payload(row));
        into.Add(_projection is null ? payload : _projection.Apply(payload));
    }

    private VectorsOutput? VectorOf(PointTable table, int row)
    {
        if (!_vector)
            return null;
        var dense = new DenseVector();
        dense.Data.AddRange(table.Vector(row).ToArray());
        return new VectorsOutput { Vector = new VectorOutput { Dense = dense } };
    }
}
