using Kale.ServiceDefaults.Errors;
using Kale.VectorIndex;

namespace Kale.Gateway.Pipeline;

/// <summary>What the index's errors are to a searcher: the field of the request that caused them, if one did.</summary>
internal static class SearchFailures
{
    public static Failure Of(VectorIndexException error) => new(Reasons.From(error.Code), error.Message)
    {
        Fields = FieldOf(error.Code) is { } field ? [new FieldViolation(field, error.Message)] : [],
        Preconditions = error.ConcernsState ? [new Precondition(Reasons.From(error.Code), error.Subject, error.Message)] : [],
        RetryDelay = error.RetryAfter,
        Metadata = error.Subject.Length == 0 ? [] : new Dictionary<string, string> { ["subject"] = error.Subject },
    };

    private static string? FieldOf(VectorIndexError code) => code switch
    {
        VectorIndexError.CollectionNotFound or VectorIndexError.InvalidName => "collection",
        VectorIndexError.InvalidFilter => "filter",
        VectorIndexError.AnswerTooLarge => "top_k",
        _ => null,
    };
}
