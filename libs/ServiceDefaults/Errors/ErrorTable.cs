using System.Collections.Frozen;
using Grpc.Core;

namespace Kale.ServiceDefaults.Errors;

/// <summary>The one table of errors: which status code a reason has, and which reason an exception has.</summary>
public sealed class ErrorTable
{
    private readonly FrozenDictionary<string, StatusCode> _codes;
    private readonly FrozenDictionary<Type, Func<Exception, Failure>> _failures;
    private readonly FrozenSet<Type> _misconfigurations;

    /// <summary>The suite's rows and those that services add.</summary>
    /// <exception cref="InvalidOperationException">Two services give one reason different codes.</exception>
    public ErrorTable(IEnumerable<ErrorRows> services)
    {
        var codes = new Dictionary<string, StatusCode>(ReasonCodes.All);
        var failures = new Dictionary<Type, Func<Exception, Failure>>();
        var misconfigurations = new HashSet<Type>();
        foreach (var rows in services)
        {
            foreach (var (reason, code) in rows.Codes)
            {
                if (!codes.TryAdd(reason, code) && codes[reason] != code)
                    throw new InvalidOperationException($"{reason} is both {codes[reason]} and {code}. This is a bug.");
            }

            foreach (var (type, failure) in rows.Failures)
                failures.TryAdd(type, failure);
            misconfigurations.UnionWith(rows.Misconfigurations);
        }

        _codes = codes.ToFrozenDictionary();
        _failures = failures.ToFrozenDictionary();
        _misconfigurations = misconfigurations.ToFrozenSet();
    }

    /// <summary>All reasons with their codes.</summary>
    public IReadOnlyDictionary<string, StatusCode> Codes => _codes;

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
