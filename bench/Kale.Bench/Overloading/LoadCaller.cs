using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Google.Rpc;
using Grpc.Core;

namespace Kale.Bench.Overloading;

/// <summary>
/// Unary gRPC calls with as little work as .NET's HTTP/2 client allows: at ten times a server's capacity the load would
/// otherwise take the processor from it. A deadline that passes resets the stream, as gRPC's clients do.
/// </summary>
internal sealed class LoadCaller : IDisposable
{
    private const int Connections = 4;
    private const int FrameHeader = 5;
    private static readonly MediaTypeHeaderValue s_grpc = new("application/grpc");

    private readonly HttpMessageInvoker[] _connections;
    private readonly Uri _method;
    private readonly TimeSpan _deadline;
    private readonly string _timeout;
    private int _connects;
    private int _next;

    public LoadCaller(LoadPlan plan)
    {
        _method = new Uri(new Uri(plan.Address), plan.Method);
        _deadline = TimeSpan.FromSeconds(plan.Deadline);
        _timeout = $"{_deadline.TotalMilliseconds:0}m";
        _connections = [.. Enumerable.Range(0, Connections).Select(_ => Open())];
    }

    /// <summary>Connections that were opened in the place of one that ended.</summary>
    public int Cut => Math.Max(0, Volatile.Read(ref _connects) - Connections);

    /// <summary>A request as gRPC frames it.</summary>
    public static byte[] Frame(byte[] message)
    {
        var frame = new byte[FrameHeader + message.Length];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame, FrameHeader);
        return frame;
    }

    public async Task<Answer> CallAsync(byte[] frame)
    {
        using var late = new CancellationTokenSource(_deadline);
        try
        {
            var connection = _connections[(uint)Interlocked.Increment(ref _next) % Connections];
            using var request = Request(frame);
            using var response = await connection.SendAsync(request, late.Token);
            if (response.Headers.TryGetValues("grpc-status", out var refusal))
            {
                return new Answer(Code(refusal), RetryOf(response.Headers));
            }
            await response.Content.CopyToAsync(Stream.Null, late.Token);
            return new Answer(
                response.TrailingHeaders.TryGetValues("grpc-status", out var status)
                    ? Code(status)
                    : StatusCode.Unknown);
        }
        catch (OperationCanceledException)
        {
            return new Answer(StatusCode.DeadlineExceeded);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return new Answer(StatusCode.Unavailable, Failure: NameOf(error));
        }
    }

    public void Dispose() => Array.ForEach(_connections, connection => connection.Dispose());

    private HttpRequestMessage Request(byte[] frame) => new(HttpMethod.Post, _method)
    {
        Version = HttpVersion.Version20,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        Headers = { { "te", "trailers" }, { "grpc-timeout", _timeout } },
        Content = new ByteArrayContent(frame) { Headers = { ContentType = s_grpc } },
    };

    private HttpMessageInvoker Open() => new(new SocketsHttpHandler
    {
        UseProxy = false,
        ActivityHeadersPropagator = null,
        PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
        ConnectCallback = async (context, cancellation) =>
        {
            Interlocked.Increment(ref _connects);
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(context.DnsEndPoint, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        },
    });

    private static StatusCode Code(IEnumerable<string> values) => (StatusCode)int.Parse(values.First());

    private static double? RetryOf(HttpResponseHeaders headers) =>
        headers.TryGetValues("grpc-status-details-bin", out var values)
        && Google.Rpc.Status.Parser.ParseFrom(Convert.FromBase64String(Padded(values.First())))
            .GetDetail<RetryInfo>() is { } retry
            ? retry.RetryDelay.ToTimeSpan().TotalSeconds
            : null;

    private static string Padded(string base64) => base64.PadRight((base64.Length + 3) / 4 * 4, '=');

    private static string NameOf(Exception error)
    {
        for (var cause = error; cause is not null; cause = cause.InnerException!)
        {
            if (cause is HttpProtocolException protocol) { return $"HTTP/2 error {protocol.ErrorCode}"; }
        }
        return error.GetType().Name;
    }
}

/// <summary>How a call ended.</summary>
/// <param name="Status">As the server or the way to it said.</param>
/// <param name="Retry">Seconds after which to come again, if it was said.</param>
/// <param name="Failure">What broke, if something did.</param>
internal readonly record struct Answer(StatusCode Status, double? Retry = null, string? Failure = null);
