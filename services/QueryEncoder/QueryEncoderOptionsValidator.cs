using System.ComponentModel.DataAnnotations;
using Kale.Rollouts.State;
using Microsoft.Extensions.Options;

namespace Kale.QueryEncoder;

/// <summary>Says what is wrong with every option at once, with the name to set.</summary>
internal sealed class QueryEncoderOptionsValidator(IOptions<StateOptions> state) : IValidateOptions<QueryEncoderOptions>
{
    public ValidateOptionsResult Validate(string? name, QueryEncoderOptions options)
    {
        List<string> failures =
        [
            .. Check("", options),
            .. Check("Batching:", options.Batching),
            .. Check("Following:", options.Following),
            .. Check("Cache:", options.Cache),
        ];
        if (options.Route.Length > 0 && !state.Value.IsSet)
            failures.Add(
                $"{QueryEncoderOptions.Section}:Route is '{options.Route}', but routes are nowhere kept; "
                + $"set {StateOptions.Section}:Redis or {StateOptions.Section}:Directory.");
        if (options.Following.Registry.Length > 0 && !IsHttp(options.Following.Registry))
            failures.Add(
                $"{QueryEncoderOptions.Section}:Following:Registry is '{options.Following.Registry}'; "
                + "use http://host:port.");
        if (options.Encoder.Length == 0 && options.CrossEncoder.Length == 0 && options.Route.Length == 0)
            failures.Add(
                $"{QueryEncoderOptions.Section}:Encoder is empty; name the bundle to serve, "
                + "such as --QueryEncoder:Encoder=query.");
        if (options.Inference.Threads < 1)
            failures.Add(
                $"{QueryEncoderOptions.Section}:Inference:Threads is {options.Inference.Threads}; "
                + "it must be at least 1.");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static bool IsHttp(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps);

    private static IEnumerable<string> Check(string path, object options)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        return results.Select(result =>
            $"{QueryEncoderOptions.Section}:{path}{result.MemberNames.FirstOrDefault()}: {result.ErrorMessage}");
    }
}
