using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace Kale.QueryEncoder.Following;

/// <summary>Where gateways reach this replica; known once the server listens.</summary>
internal sealed class OwnAddress(
    IServer server, IHostApplicationLifetime lifetime, MachineAddress machine, IOptions<QueryEncoderOptions> options)
{
    private static readonly string[] s_wildcards = ["0.0.0.0", "[::]", "*", "+"];

    public string Value => options.Value.Following.Address is { Length: > 0 } told ? told : Listening();

    public async Task KnownAsync(CancellationToken cancel)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = lifetime.ApplicationStarted.Register(() => started.TrySetResult());
        await started.Task.WaitAsync(cancel);
    }

    /// <summary>Follows a machine whose address changes.</summary>
    public Task RefreshAsync(CancellationToken cancel) =>
        options.Value.Following.Address.Length > 0 ? Task.CompletedTask : machine.RefreshAsync(cancel);

    private string Listening()
    {
        var first = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
        if (first is null
            || !Uri.TryCreate(
                first.Replace("://*", "://0.0.0.0").Replace("://+", "://0.0.0.0"), UriKind.Absolute, out var uri))
            return "";
        return s_wildcards.Contains(uri.Host)
            ? $"{uri.Scheme}://{Host()}:{uri.Port}"
            : $"{uri.Scheme}://{uri.Authority}";
    }

    private string Host() => machine.Value is var address && address.AddressFamily == AddressFamily.InterNetworkV6
        ? $"[{address}]"
        : $"{address}";
}
