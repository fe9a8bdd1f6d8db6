using Kale.Rollouts.State;
using Microsoft.Extensions.Options;

namespace Kale.Gateway;

[OptionsValidator]
internal sealed partial class GatewayOptionsValidator : IValidateOptions<GatewayOptions>;

[OptionsValidator]
internal sealed partial class StateOptionsValidator : IValidateOptions<StateOptions>;
