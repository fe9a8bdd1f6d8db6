using Microsoft.Extensions.Options;

namespace Kale.ContextIndexer;

[OptionsValidator]
internal sealed partial class ContextIndexerOptionsValidator : IValidateOptions<ContextIndexerOptions>;
