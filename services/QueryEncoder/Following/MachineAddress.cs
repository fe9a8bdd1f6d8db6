using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Kale.QueryEncoder.Following;

/// <summary>
/// This machine's address as others see it: what its name resolves to, looked up now and then. While names do not
/// resolve, what was found before stands; before anything was found, the first interface's address.
/// </summary>
internal sealed class MachineAddress(Func<CancellationToken, Task<IPAddress[]>> lookUp, TimeProvider time)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_interval = TimeSpan.FromMinutes(1);

    private volatile IPAddress? _found;
    private long _lookedUp = long.MinValue;

    public MachineAddress(TimeProvider time)
        : this(cancel => Dns.GetHostAddressesAsync(Dns.GetHostName(), cancel), time)
    {
    }

    public IPAddress Value => _found ?? OfInterfaces();

    /// <summary>Looks again where the last time is long ago; never longer than a moment.</summary>
    public async Task RefreshAsync(CancellationToken cancel)
    {
        if (_lookedUp != long.MinValue && time.GetElapsedTime(_lookedUp) < s_interval)
            return;
        try
        {
            _found = Best(await lookUp(cancel).WaitAsync(s_patience, time, cancel)) ?? _found;
        }
        catch (Exception error) when (error is SocketException or TimeoutException or ArgumentException)
        {
            // Its name does not resolve now.
        }

        _lookedUp = time.GetTimestamp();
    }

    private static IPAddress OfInterfaces() =>
        Best(
        [
            .. NetworkInterface.GetAllNetworkInterfaces()
                .Where(one => one.OperationalStatus == OperationalStatus.Up)
                .SelectMany(one => one.GetIPProperties().UnicastAddresses)
                .Select(one => one.Address),
        ])
        ?? IPAddress.Loopback;

    private static IPAddress? Best(IPAddress[] all) =>
        all.FirstOrDefault(one => one.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(one))
        ?? all.FirstOrDefault(one => !IPAddress.IsLoopback(one))
        ?? all.FirstOrDefault();
}
