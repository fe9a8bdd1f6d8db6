using System.ComponentModel.DataAnnotations;
using Kale.Gateway.Peers;
using Microsoft.Extensions.Options;

namespace Kale.Gateway;

/// <summary>Says what is wrong with every option at once, with the name to set.</summary>
internal sealed class GatewayOptionsValidator : IValidateOptions<GatewayOptions>
{
    public ValidateOptionsResult Validate(string? name, GatewayOptions options)
    {
        List<string> failures =
        [
            .. Check("", options),
            .. Check("QueryEncoder:", options.QueryEncoder),
            .. Check("Reranker:", options.Reranker),
            .. Check("Qdrant:", options.Qdrant),
            .. Check("Rollout:", options.Rollout),
        ];
        if (!options.QueryEncoder.IsSet)
            failures.Add($"{GatewayOptions.Section}:QueryEncoder:Address is empty; a gateway needs a query encoder.");
        failures.AddRange(CheckAddress("QueryEncoder", options.QueryEncoder));
        failures.AddRange(CheckAddress("Reranker", options.Reranker));
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Check(string path, object options)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        return results.Select(result =>
            $"{GatewayOptions.Section}:{path}{result.MemberNames.FirstOrDefault()}: {result.ErrorMessage}");
    }

    private static IEnumerable<string> CheckAddress(string peer, PeerOptions options)
    {
        if (options.IsSet && !PeerAddress.IsValid(options.Address))
            yield return $"{GatewayOptions.Section}:{peer}:Address is '{options.Address}'; use http://host:port, "
                + "https://host:port, dns:///name:port or static:///host:port,host:port.";
    }
}
