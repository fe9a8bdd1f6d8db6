using Microsoft.Extensions.Options;

namespace Kale.ServiceDefaults;

[OptionsValidator]
internal sealed partial class ServiceDefaultsOptionsValidator : IValidateOptions<ServiceDefaultsOptions>;
