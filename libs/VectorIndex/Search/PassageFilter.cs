namespace Kale.VectorIndex;

/// <summary>All of must, none of must-not, and at least one of should, if there are any.</summary>
public sealed record PassageFilter
{
    /// <summary>Every one holds.</summary>
    public IReadOnlyList<PassageCondition> Must { get; init; } = [];

    /// <summary>At least one holds.</summary>
    public IReadOnlyList<PassageCondition> Should { get; init; } = [];

    /// <summary>None holds.</summary>
    public IReadOnlyList<PassageCondition> MustNot { get; init; } = [];
}

/// <summary>What a filter asks of a passage. Fields are named by <see cref="PayloadPath"/>.</summary>
public abstract record PassageCondition
{
    private protected PassageCondition()
    {
    }

    /// <summary>The field, or one element of a list field, is one of the strings.</summary>
    public sealed record Keywords(string Field, IReadOnlyList<string> Values) : PassageCondition;

    /// <summary>The field, or one element of a list field, is one of the whole numbers.</summary>
    public sealed record Integers(string Field, IReadOnlyList<long> Values) : PassageCondition;

    /// <summary>The field is this.</summary>
    public sealed record Flag(string Field, bool Value) : PassageCondition;

    /// <summary>The field is a number within all bounds that are set.</summary>
    public sealed record Range(string Field) : PassageCondition
    {
        /// <summary>Less than.</summary>
        public double? LessThan { get; init; }

        /// <summary>At most.</summary>
        public double? AtMost { get; init; }

        /// <summary>Greater than.</summary>
        public double? GreaterThan { get; init; }

        /// <summary>At least.</summary>
        public double? AtLeast { get; init; }
    }

    /// <summary>The field is a text that names a time within all bounds that are set.</summary>
    public sealed record DateRange(string Field) : PassageCondition
    {
        /// <summary>Before.</summary>
        public DateTimeOffset? LessThan { get; init; }

        /// <summary>Not after.</summary>
        public DateTimeOffset? AtMost { get; init; }

        /// <summary>After.</summary>
        public DateTimeOffset? GreaterThan { get; init; }

        /// <summary>Not before.</summary>
        public DateTimeOffset? AtLeast { get; init; }
    }

    /// <summary>The field is absent, null or an empty list.</summary>
    public sealed record Empty(string Field) : PassageCondition;

    /// <summary>The passage belongs to one of the documents.</summary>
    public sealed record OfDocuments(IReadOnlyList<string> DocumentIds) : PassageCondition;

    /// <summary>Another filter holds.</summary>
    public sealed record Nested(PassageFilter Filter) : PassageCondition;
}
