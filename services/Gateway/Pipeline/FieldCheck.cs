using Kale.Gateway.Peers;
using Kale.Gateway.Requests;
using Kale.ServiceDefaults.Errors;
using Kale.VectorIndex;

namespace Kale.Gateway.Pipeline;

/// <summary>
/// When nothing was found: tells a field that no passage has, usually a misspelt one, from a filter that nothing
/// matches.
/// </summary>
internal sealed class FieldCheck(PassageIndex index, IndexBuild build, float[] vector)
{
    private const string UnknownField = "UNKNOWN_FIELD";

    /// <exception cref="FailureException">INVALID_ARGUMENT naming the fields that no passage has.</exception>
    public async Task RequireAsync(SearchPlan plan, CancellationToken cancellation)
    {
        if (plan.FilteredFields.Count == 0 || !await AnyAsync(null, cancellation))
            return;
        var unknown = new List<FieldViolation>();
        foreach (var (path, field) in plan.FilteredFields)
        {
            if (!await AnyAsync(new PassageFilter { MustNot = [new PassageCondition.Empty(field)] }, cancellation))
                unknown.Add(new FieldViolation(path, $"no passage of '{build.Collection}' has a field '{field}'"));
        }

        if (unknown.Count > 0)
            throw new FailureException(new Failure(
                UnknownField, string.Join("; ", unknown.Select(violation => violation.Description)) + ".")
            {
                Fields = unknown,
            });
    }

    private async Task<bool> AnyAsync(PassageFilter? filter, CancellationToken cancellation) =>
        (await index.FindAsync(build, new PassageQuery(vector) { Limit = 1, Filter = filter }, cancellation)).Count > 0;
}
