namespace Kale.QueryEncoder.Following;

/// <summary>Cancelled when a bundle is wanted no more, or the process stops.</summary>
internal sealed class UnwantedToken : IDisposable
{
    private readonly Residents _residents;
    private readonly string _bundleId;
    private readonly CancellationTokenSource _source;

    public UnwantedToken(Residents residents, string bundleId, CancellationToken stop)
    {
        (_residents, _bundleId) = (residents, bundleId);
        _source = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Token = _source.Token;
        residents.Changed += Look;
        Look();
    }

    public CancellationToken Token { get; }

    public void Dispose()
    {
        _residents.Changed -= Look;
        _source.Dispose();
    }

    private void Look()
    {
        if (_residents.Wanted.Has(_bundleId))
            return;
        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The load ended in this moment.
        }
    }
}
