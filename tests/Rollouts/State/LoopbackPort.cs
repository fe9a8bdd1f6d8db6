using System.Net;
using System.Net.Sockets;

namespace Kale.Rollouts.Tests.State;

/// <summary>
/// A port for a process that must find it again after its death. It lies below the range from which the system takes ports
/// for outgoing connections (32768 and up on Linux), so that none of those can take it in between.
/// </summary>
public static class LoopbackPort
{
    private const int First = 20_000;
    private const int End = 32_000;

    public static int Choose()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, End);
            if (IsFree(port)) { return port; }
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return false;
        }
    }
}
