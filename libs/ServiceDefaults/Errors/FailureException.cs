namespace Kale.ServiceDefaults.Errors;

/// <summary>
/// Ends a call with a <see cref="Errors.Failure"/>: what services throw for mistakes of their own level.
/// </summary>
public sealed class FailureException(Failure failure, Exception? inner = null) : Exception(failure.Message, inner)
{
    /// <summary>What the caller will see.</summary>
    public Failure Failure { get; } = failure;

    /// <summary>A failure without details.</summary>
    public FailureException(string reason, string message, Exception? inner = null)
        : this(new Failure(reason, message), inner)
    {
    }
}
