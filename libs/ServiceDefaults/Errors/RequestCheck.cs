using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Kale.ServiceDefaults.Errors;

/// <summary>Collects what is wrong with a request, so that the caller learns all of it at once.</summary>
/// <example><code>
/// var check = new RequestCheck();
/// check.That(request.TopK is >= 1 and &lt;= 10_000, "must be 1 to 10,000", request.TopK);   // field: top_k
/// check.ThrowIfInvalid();
/// </code></example>
public sealed class RequestCheck
{
    private const int Told = 8; // by the message; the details have more
    private readonly List<FieldViolation> _violations = [];

    /// <summary>What is wrong so far.</summary>
    public IReadOnlyList<FieldViolation> Violations => _violations;

    /// <summary>Whether nothing is wrong so far.</summary>
    public bool Valid => _violations.Count == 0;

    /// <summary>Notes a violation of the field whose value is given unless <paramref name="holds"/>.</summary>
    public RequestCheck That<T>(
        bool holds, string otherwise, T value, [CallerArgumentExpression(nameof(value))] string expression = "") =>
        holds ? this : Violation(FieldName(expression), otherwise);

    /// <summary>Notes a violation of a field named as in the contract.</summary>
    public RequestCheck Violation(string field, string description)
    {
        _violations.Add(new FieldViolation(field, description));
        return this;
    }

    /// <summary>Ends the call with INVALID_ARGUMENT and all violations, if there are any.</summary>
    public void ThrowIfInvalid()
    {
        if (Valid)
            return;
        var message = string.Join("; ", _violations.Take(Told).Select(each => $"{each.Field}: {each.Description}"));
        if (_violations.Count > Told)
            message += $"; and {_violations.Count - Told:N0} more";
        throw new FailureException(new Failure(Reasons.InvalidRequest, message) { Fields = _violations });
    }

    /// <summary>
    /// The contract's name of what the C# reads: <c>request.Filter.Must[0]</c> → <c>filter.must[0]</c>.
    /// </summary>
    private static string FieldName(string expression) => JsonNamingPolicy.SnakeCaseLower.ConvertName(
        expression[(expression.IndexOf('.', StringComparison.Ordinal) + 1)..]);
}
