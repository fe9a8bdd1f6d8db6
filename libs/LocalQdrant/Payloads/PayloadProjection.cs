using System.Text;
using Google.Protobuf.Collections;
using Qdrant.Client.Grpc;

namespace Kale.LocalQdrant.Payloads;

/// <summary>The part of a payload that is asked for: the fields at some paths, or everything else.</summary>
internal sealed class PayloadProjection
{
    private readonly bool _include;
    private readonly List<IReadOnlyList<PathStep>> _paths;

    private PayloadProjection(bool include, IEnumerable<KeyPath> paths)
    {
        _include = include;
        _paths = paths.Select(path => path.Steps).ToList();
        if (_paths.Exists(steps => steps.Any(step => step.Index is not null)))
            throw LocalQdrantException.Unsupported("Selecting one element of a list by its index");
    }

    public static PayloadProjection Include(IEnumerable<KeyPath> paths) => new(true, paths);

    public static PayloadProjection Exclude(IEnumerable<KeyPath> paths) => new(false, paths);

    public MapField<string, Value> Apply(MapField<string, Value> payload) => Apply(payload, _paths);

    private MapField<string, Value> Apply(MapField<string, Value> fields, List<IReadOnlyList<PathStep>> paths)
    {
        var kept = new MapField<string, Value>();
        foreach (var (key, value) in fields)
        {
            var utf8 = Encoding.UTF8.GetBytes(key);
            var within = After(paths, step => step.Key is not null && step.Key.AsSpan().SequenceEqual(utf8));
            if (Apply(value, within) is { } part)
                kept.Add(key, part);
        }
        return kept;
    }

    private Value? Apply(Value value, List<IReadOnlyList<PathStep>> paths)
    {
        if (paths.Exists(steps => steps.Count == 0))
            return _include ? value : null;
        if (paths.Count == 0)
            return _include ? null : value;
        return value.KindCase switch
        {
            Value.KindOneofCase.StructValue => new Value
            {
                StructValue = new Struct { Fields = { Apply(value.StructValue.Fields, paths) } },
            },
            Value.KindOneofCase.ListValue => Apply(value.ListValue, After(paths, step => step == PathStep.Every)),
            _ => _include ? null : value,
        };
    }

    private Value Apply(ListValue list, List<IReadOnlyList<PathStep>> paths) => new()
    {
        ListValue = new ListValue { Values = { list.Values.Select(element => Apply(element, paths)).OfType<Value>() } },
    };

    private static List<IReadOnlyList<PathStep>> After(
        List<IReadOnlyList<PathStep>> paths, Func<PathStep, bool> first) =>
        paths.Where(steps => steps.Count > 0 && first(steps[0]))
            .Select(steps => (IReadOnlyList<PathStep>)[.. steps.Skip(1)])
            .ToList();
}
