using Kale.Bundles;
using Kale.QueryEncoder.Serving;
using Kale.QueryEncoder.Tests.Support;

namespace Kale.QueryEncoder.Tests.Serving;

public sealed class ActiveTests : IDisposable
{
    private readonly TinyBundles _bundles = new();
    private readonly BundleManifest _manifest;

    public ActiveTests() => _manifest = _bundles.Encoder("any").Manifest;

    public void Dispose() => _bundles.Dispose();

    [Fact]
    public void TryLease_WithNothingLoaded_IsNull() => Assert.Null(new Active<Model>().TryLease());

    [Fact]
    public async Task Swap_WhileACallWorks_LetsItFinishOnItsSnapshot()
    {
        var active = new Active<Model>();
        var (first, second) = (Snapshot(), Snapshot());
        active.Swap(Of(first));
        var lease = active.TryLease()!;

        Assert.Same(first, Assert.Single(active.Swap(Of(second))));

        Assert.Same(second.Model, active.TryLease()!.Model);
        Assert.False(lease.Model.Disposed);
        Assert.False(first.Retired.IsCompleted);
        lease.Dispose();
        lease.Dispose();
        await first.Retired;
        Assert.True(first.Model.Disposed);
        Assert.False(second.Model.Disposed);
    }

    [Fact]
    public async Task Swap_UnderManyCalls_NeverGivesADisposedModel()
    {
        var active = new Active<Model>();
        active.Swap(Of(Snapshot()));
        using var stop = new CancellationTokenSource();
        var callers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                using var lease = active.TryLease()!;
                await Task.Yield();
                Assert.False(lease.Model.Disposed);
            }
        })).ToList();
        var retired = new List<Task>();
        for (var swap = 1; swap <= 2_000; swap++)
        {
            retired.Add(Assert.Single(active.Swap(Of(Snapshot()))).Retired);
            await Task.Yield();
        }

        await stop.CancelAsync();
        await Task.WhenAll(callers);
        await Task.WhenAll(retired);
    }

    private Snapshot<Model> Snapshot() => new(new Model(), _manifest);

    private static Roster<Model> Of(Snapshot<Model> only) => Roster<Model>.Of(only);

    private sealed class Model : IAsyncDisposable
    {
        public bool Disposed { get; private set; }

        public ValueTask DisposeAsync()
        {
            Disposed = true;
            return ValueTask.CompletedTask;
        }
    }
}
