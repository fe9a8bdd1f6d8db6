using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Kale.ContextIndexer;

/// <summary>Checks all parts and names every wrong setting as it is written in configuration.</summary>
internal sealed class ContextIndexerOptionsValidator : IValidateOptions<ContextIndexerOptions>
{
    public ValidateOptionsResult Validate(string? name, ContextIndexerOptions options)
    {
        var failures = Failures(ContextIndexerOptions.Section, options)
            .Concat(Failures("ContextIndexer:Encoding", options.Encoding))
            .Concat(Failures("ContextIndexer:Qdrant", options.Qdrant))
            .Concat(Failures("ContextIndexer:Passages", options.Passages))
            .Concat(Failures("ContextIndexer:Pipeline", options.Pipeline)).ToList();
        if (options.Passages.MaxTokens > 0 && options.Passages.OverlapTokens >= options.Passages.MaxTokens)
            failures.Add("ContextIndexer:Passages:OverlapTokens must be less than MaxTokens.");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(string section, object options)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        return results.Select(result => $"{section}:{string.Join(',', result.MemberNames)}: {result.ErrorMessage}");
    }
}
