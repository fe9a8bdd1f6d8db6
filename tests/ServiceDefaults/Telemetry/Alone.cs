namespace Kale.ServiceDefaults.Tests.Telemetry;

/// <summary>The SDK listens to all instruments of a process, those of other tests' hosts too.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
