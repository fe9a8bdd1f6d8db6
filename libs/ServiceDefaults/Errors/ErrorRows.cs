using Grpc.Core;

namespace Kale.ServiceDefaults.Errors;

/// <summary>
/// A service's rows of the error table. Several services of one process may enter the same rows: equal reasons must
/// have equal codes, and of equal exception types the first wins.
/// </summary>
public sealed class ErrorRows
{
    private readonly Dictionary<string, StatusCode> _codes = [];
    private readonly Dictionary<Type, Func<Exception, Failure>> _failures = [];
    private readonly HashSet<Type> _misconfigurations = [];

    internal IReadOnlyDictionary<string, StatusCode> Codes => _codes;

    internal IReadOnlyDictionary<Type, Func<Exception, Failure>> Failures => _failures;

    internal IReadOnlyCollection<Type> Misconfigurations => _misconfigurations;

    /// <summary>A reason and its status code.</summary>
    public ErrorRows Add(string reason, StatusCode code)
    {
        _codes.Add(reason, code);
        return this;
    }

    /// <summary>What a domain exception, or one derived from it, looks like from outside.</summary>
    public ErrorRows Map<TException>(Func<TException, Failure> failure)
        where TException : Exception
    {
        _failures.Add(typeof(TException), exception => failure((TException)exception));
        return this;
    }

    /// <summary>
    /// While a service starts, an exception of this type is a mistake in its configuration or in what that points to:
    /// the process ends with the exception's message, not with a stack trace.
    /// </summary>
    public ErrorRows Misconfigured<TException>()
        where TException : Exception
    {
        _misconfigurations.Add(typeof(TException));
        return this;
    }
}
