using Kale.ServiceDefaults.Hosting;
using Microsoft.Extensions.Options;

namespace Kale.ServiceDefaults;

/// <summary>What attributes cannot say about an option.</summary>
internal sealed class ServiceDefaultsOptionsValidator : IValidateOptions<ServiceDefaultsOptions>
{
    public ValidateOptionsResult Validate(string? name, ServiceDefaultsOptions options) =>
        options.MetricsUrl.Length == 0 || KestrelSetup.PortOf(options.MetricsUrl) is not null
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"{ServiceDefaultsOptions.Section}:MetricsUrl is '{options.MetricsUrl}'; "
                + "use an address with a port of its own, such as http://0.0.0.0:9464.");
}
