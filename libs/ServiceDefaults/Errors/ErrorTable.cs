using Grpc.Core;

namespace Kale.ServiceDefaults.Errors;

/// <summary>
/// The one table of errors: which status code a reason has, and which reason an exception has. Several services of one
/// process may enter the same rows: equal reasons must have equal codes, and of equal exception types the first wins.
/// </summary>
public sealed class ErrorTable
{
    private readonly Dictionary<string, StatusCode> _codes = [];
    private readonly Dictionary<Type, Func<Exception, Failure>> _failures = [];
    private readonly HashSet<Type> _misconfigurations = [];

    /// <summary>The suite's rows and those that services add.</summary>
    public ErrorTable(IEnumerable<Action<ErrorTable>> services)
    {
        foreach (var add in services.Prepend(ReasonCodes.Add))
            add(this);
    }

    /// <summary>All reasons with their codes.</summary>
    public IReadOnlyDictionary<string, StatusCode> Codes => _codes;

    /// <summary>A reason and its status code.</summary>
    /// <exception cref="InvalidOperationException">It has another already.</exception>
    public ErrorTable Add(string reason, StatusCode code)
    {
        if (!_codes.TryAdd(reason, code) && _codes[reason] != code)
            throw new InvalidOperationException($"{reason} is both {_codes[reason]} and {code}. This is a bug.");
        return this;
    }

    /// <summary>What a domain exception, or one derived from it, looks like from outside.</summary>
    public ErrorTable Map<TException>(Func<TException, Failure> failure)
        where TException : Exception
    {
        _failures.TryAdd(typeof(TException), exception => failure((TException)exception));
        return this;
    }

    /// <summary>
    /// While a service starts, an exception of this type is a mistake in its configuration or in what that points to:
    /// the process ends with the exception's message, not with a stack trace.
    /// </summary>
    public ErrorTable Misconfigured<TException>()
        where TException : Exception
    {
        _misconfigurations.Add(typeof(TException));
        return this;
    }

    /// <summary>The status code of a reason; INTERNAL for one that nobody entered.</summary>
    public StatusCode CodeOf(string reason) => _codes.GetValueOrDefault(reason, StatusCode.Internal);

    /// <summary>Whether a service has declared that such an exception, at its start, is somebody's mistake.</summary>
    public bool IsMisconfiguration(Exception exception) =>
        _misconfigurations.Any(type => type.IsInstanceOfType(exception));

    /// <summary>What the caller sees of an exception; null when it is none of the table's.</summary>
    public Failure? Find(Exception exception)
    {
        if (exception is FailureException known)
            return known.Failure;
        for (var type = exception.GetType(); type is not null; type = type.BaseType)
        {
            if (_failures.TryGetValue(type, out var failure))
                return failure(exception);
        }

        return null;
    }
}
