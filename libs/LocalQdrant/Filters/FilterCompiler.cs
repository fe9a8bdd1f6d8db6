using Google.Protobuf.Collections;
using Kale.LocalQdrant.Payloads;
using Kale.LocalQdrant.Points;
using Qdrant.Client.Grpc;
using static Qdrant.Client.Grpc.Condition;

namespace Kale.LocalQdrant.Filters;

/// <summary>Makes a <see cref="PointTest"/> of Qdrant's filter message, with Qdrant's meaning.</summary>
internal static class FilterCompiler
{
    /// <summary>Null when there is nothing to filter by.</summary>
    /// <exception cref="LocalQdrantException">A condition is malformed, or of a kind that is not supported.</exception>
    public static PointTest? CompileOptional(Filter? filter) => filter is null ? null : Compile(filter);

    public static PointTest Compile(Filter filter)
    {
        var clauses = new List<PointTest>();
        if (filter.Must.Count > 0)
            clauses.Add(new AllOf(All(filter.Must)));
        if (filter.Should.Count > 0)
            clauses.Add(new AtLeast(1, All(filter.Should)));
        if (filter.MustNot.Count > 0)
            clauses.Add(new NoneOf(All(filter.MustNot)));
        if (filter.MinShould is { } some)
            clauses.Add(new AtLeast(some.MinCount, All(some.Conditions)));
        return clauses.Count == 1 ? clauses[0] : new AllOf(clauses);
    }

    private static List<PointTest> All(RepeatedField<Condition> conditions) => conditions.Select(Compile).ToList();

    private static PointTest Compile(Condition condition) => condition.ConditionOneOfCase switch
    {
        ConditionOneOfOneofCase.Field => FieldTests.Compile(condition.Field),
        ConditionOneOfOneofCase.HasId => new HasKey(condition.HasId.HasId.Select(PointKey.From).ToHashSet()),
        ConditionOneOfOneofCase.Filter => Compile(condition.Filter),
        ConditionOneOfOneofCase.IsEmpty => FieldTests.IsEmpty(condition.IsEmpty.Key, true),
        ConditionOneOfOneofCase.IsNull => FieldTests.IsNull(condition.IsNull.Key, true),
        ConditionOneOfOneofCase.Nested => Nested(condition.Nested),
        ConditionOneOfOneofCase.HasVector => throw LocalQdrantException.Unsupported("The filter condition has_vector"),
        _ => throw LocalQdrantException.Invalid(
            "a filter condition is empty, or of a kind LocalQdrant does not know: give it one of field, is_empty, "
            + "is_null, has_id, nested, filter"),
    };

    private static HasElement Nested(NestedCondition nested)
    {
        if (nested.Filter is null)
            throw LocalQdrantException.Invalid($"the nested condition on '{nested.Key}' has no filter");
        return new HasElement(KeyPath.Parse(nested.Key), Compile(nested.Filter));
    }
}
