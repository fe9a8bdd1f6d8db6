using Kale.Bundles;
using Microsoft.Extensions.Options;

namespace Kale.Gateway.Registry;

/// <summary>The registry's own store of bundles: other services of one process may use other directories.</summary>
internal sealed class RegistryBundles(IOptions<GatewayOptions> options)
{
    public BundleStore Store { get; } = new(options.Value.BundleStore);
}
