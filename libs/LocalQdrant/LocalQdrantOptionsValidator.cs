using Microsoft.Extensions.Options;

namespace Kale.LocalQdrant;

[OptionsValidator]
internal sealed partial class LocalQdrantOptionsValidator : IValidateOptions<LocalQdrantOptions>;
