namespace Kale.ServiceDefaults.Errors;

/// <summary>A failure as a caller sees it; <see cref="ErrorTable"/> knows the status code of its reason.</summary>
/// <param name="Reason">Machine-readable, [A-Z][A-Z0-9_]+; one of the table's.</param>
/// <param name="Message">For people: what is wrong and what to do.</param>
public sealed record Failure(string Reason, string Message)
{
    /// <summary>Which fields of the request are wrong.</summary>
    public IReadOnlyList<FieldViolation> Fields { get; init; } = [];

    /// <summary>What has to change before the call can succeed.</summary>
    public IReadOnlyList<Precondition> Preconditions { get; init; } = [];

    /// <summary>When to try again.</summary>
    public TimeSpan? RetryDelay { get; init; }

    /// <summary>Facts for programs, such as the two spaces that met.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();
}

/// <summary>Ends a call with a <see cref="Errors.Failure"/>: what services throw for mistakes of their level.</summary>
public sealed class FailureException(Failure failure, Exception? inner = null) : Exception(failure.Message, inner)
{
    /// <summary>A failure without details.</summary>
    public FailureException(string reason, string message, Exception? inner = null)
        : this(new Failure(reason, message), inner)
    {
    }

    /// <summary>What the caller will see.</summary>
    public Failure Failure { get; } = failure;
}

/// <summary>A field of the request and what is wrong with it.</summary>
/// <param name="Field">As the contract names it: <c>filter.must[0].match.field</c>.</param>
/// <param name="Description">What is wrong and what to do.</param>
public sealed record FieldViolation(string Field, string Description);

/// <summary>A state that the call needs and that is not so.</summary>
/// <param name="Type">The reason's word.</param>
/// <param name="Subject">What it is about, such as a collection.</param>
/// <param name="Description">How it is and how it must be.</param>
public sealed record Precondition(string Type, string Subject, string Description);
