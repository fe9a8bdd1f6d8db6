using Kale.Rollouts.State;
using Microsoft.Extensions.Options;

namespace Kale.QueryEncoder;

[OptionsValidator]
internal sealed partial class QueryEncoderOptionsValidator : IValidateOptions<QueryEncoderOptions>;

[OptionsValidator]
internal sealed partial class StateOptionsValidator : IValidateOptions<StateOptions>;
