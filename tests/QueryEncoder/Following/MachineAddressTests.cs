using System.Net;
using System.Net.Sockets;
using Kale.QueryEncoder.Following;

namespace Kale.QueryEncoder.Tests.Following;

public sealed class MachineAddressTests
{
    private static readonly IPAddress s_own = IPAddress.Parse("10.1.2.3");

    [Fact]
    public async Task Value_OfANameThatDoesNotResolve_IsAnInterfacesAddress()
    {
        var machine = new MachineAddress(
            _ => throw new SocketException((int)SocketError.HostNotFound), TimeProvider.System);
        await machine.RefreshAsync(default);
        Assert.NotEqual(IPAddress.Any, machine.Value);
    }

    [Fact]
    public async Task Value_OfANameThatIsNotAnswered_IsAnInterfacesAddress()
    {
        var machine = new MachineAddress(_ => new TaskCompletionSource<IPAddress[]>().Task, TimeProvider.System);
        await machine.RefreshAsync(default);
        Assert.NotEqual(IPAddress.Any, machine.Value);
    }

    [Fact]
    public async Task Value_WhenTheNameResolvesNoMore_StaysAndIsNotLookedUpAllTheTime()
    {
        var lookUps = 0;
        var machine = new MachineAddress(
            _ => lookUps++ == 0
                ? Task.FromResult<IPAddress[]>([IPAddress.Loopback, IPAddress.Parse("::1"), s_own])
                : throw new SocketException((int)SocketError.TryAgain),
            TimeProvider.System);
        for (var i = 0; i < 5; i++)
            await machine.RefreshAsync(default);
        Assert.Equal((1, s_own), (lookUps, machine.Value));
    }
}
