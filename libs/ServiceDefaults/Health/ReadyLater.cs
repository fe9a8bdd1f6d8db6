namespace Kale.ServiceDefaults.Health;

/// <summary>
/// A service that is mapped from the start and becomes ready later, when it calls <see cref="HealthRegistry.Set"/>.
/// </summary>
/// <param name="Service">The gRPC service's full name.</param>
/// <param name="Required">Whether the whole process is not ready without it.</param>
public sealed record ReadyLater(string Service, bool Required);
