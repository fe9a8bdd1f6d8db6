using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Kale.Rollouts.Tests.State;

/// <summary>
/// A port for a process that must find it again after its death. It lies below the range from which the system takes
/// ports for outgoing connections (32768 and up on Linux), so that none of those can take it in between. No two draws
/// of this process are the same: who got one before may be dead just now.
/// </summary>
public static class LoopbackPort
{
    private const int First = 20_000;
    private const int End = 32_000;

    private static readonly ConcurrentDictionary<int, bool> s_given = [];

    public static int Choose()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, End);
            if (s_given.TryAdd(port, true) && IsFree(port)) { return port; }
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
