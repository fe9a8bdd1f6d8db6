using Kale.Rollouts.State;

namespace Kale.Rollouts.Tests.Routes;

public sealed class FileRouteStoreTests : RouteStoreTests, IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("kale-routes-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    protected override IStateStore Open() => new FileStateStore(_directory, TimeProvider.System);
}
