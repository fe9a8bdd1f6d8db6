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

    internal IReadOnlyDictionary<string, StatusCode> Codes => _codes;

    internal IReadOnlyDictionary<Type, Func<Exception, Failure>> Failures => _failures;

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
}
