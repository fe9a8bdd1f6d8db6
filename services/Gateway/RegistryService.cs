using Kale.V1;

namespace Kale.Gateway;

/// <summary>The registry of encoders: declared, and answered by UNIMPLEMENTED while encoders are set by configuration.</summary>
internal sealed class RegistryService : EncoderRegistry.EncoderRegistryBase;
