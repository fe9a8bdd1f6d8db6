using System.CommandLine;
using System.Net.Security;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Kale.ServiceDefaults.Calls;

namespace Kale.Cli;

/// <summary>
/// The one way to a running suite. Every call has a deadline, or is a stream over a connection whose other end must
/// show that it lives.
/// </summary>
internal sealed class ServerConnection : IDisposable
{
    public const string DefaultAddress = "http://127.0.0.1:7700";

    /// <summary>Vectors and payloads of a large page outgrow gRPC's default of 4 MB.</summary>
    private const int MaxAnswerBytes = 64 * 1024 * 1024;

    /// <summary>Half before a server that is silent is asked, and half for its answer.</summary>
    private static readonly TimeSpan s_sign = TimeSpan.FromSeconds(10);

    private readonly GrpcChannel _channel;

    private ServerConnection(GrpcChannel channel, TimeSpan? patience, string? apiKey) =>
        (_channel, Calls) = (channel, WithKey(channel, apiKey).Intercept(new Deadlines(patience)));

    /// <summary>For the clients of services.</summary>
    public CallInvoker Calls { get; }

    /// <summary>To the server that a command line names.</summary>
    public static ServerConnection Open(ParseResult parsed) => Open(
        parsed.GetValue(CommonOptions.Server)!,
        parsed.GetValue(CommonOptions.Timeout) is { } seconds ? CommonOptions.Seconds(seconds) : null,
        parsed.GetValue(CommonOptions.ApiKey),
        TlsOf(parsed));

    /// <param name="address">Of the suite.</param>
    /// <param name="patience">With one call; null: as long as its kind may take.</param>
    /// <param name="apiKey">Sent with each call; null or empty: none.</param>
    /// <param name="tls">Towards an https:// address.</param>
    /// <exception cref="CliException">The address is none.</exception>
    private static ServerConnection Open(
        string address, TimeSpan? patience, string? apiKey, SslClientAuthenticationOptions tls)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            throw new CliException(
                $"'{address}' is not a server address; expected something like {DefaultAddress}.", ExitCodes.Usage);
        }
        return new ServerConnection(
            GrpcChannel.ForAddress(uri, new GrpcChannelOptions
            {
                HttpHandler = Handler(uri, tls),
                DisposeHttpClient = true,
                MaxReceiveMessageSize = MaxAnswerBytes,
            }),
            patience,
            apiKey);
    }

    private static CallInvoker WithKey(GrpcChannel channel, string? apiKey)
    {
        var calls = channel.CreateCallInvoker();
        return string.IsNullOrEmpty(apiKey) ? calls : calls.Intercept(headers =>
        {
            headers.Add("authorization", $"Bearer {apiKey}");
            return headers;
        });
    }

    public void Dispose() => _channel.Dispose();

    private static SslClientAuthenticationOptions TlsOf(ParseResult parsed)
    {
        try
        {
            return ClientTls.Options(
                parsed.GetValue(CommonOptions.Ca),
                parsed.GetValue(CommonOptions.Certificate),
                parsed.GetValue(CommonOptions.CertificateKey));
        }
        catch (InvalidDataException error)
        {
            throw new CliException(error.Message, ExitCodes.Usage);
        }
    }

    private static SocketsHttpHandler Handler(Uri address, SslClientAuthenticationOptions tls) => new()
    {
        SslOptions = tls,
        UseProxy = EnvironmentProxy.For(address) is not null,
        EnableMultipleHttp2Connections = true,
        ConnectTimeout = s_sign,
        KeepAlivePingDelay = s_sign,
        KeepAlivePingTimeout = s_sign,
    };

    /// <summary>Gives every call that ends with its answer a deadline, where it has none.</summary>
    private sealed class Deadlines(TimeSpan? patience) : Interceptor
    {
        private static readonly TimeSpan s_asking = TimeSpan.FromMinutes(1);

        /// <summary>A registry loads bundles and a Trainer reads data before they answer.</summary>
        private static readonly TimeSpan s_working = TimeSpan.FromMinutes(10);
        private static readonly string[] s_questions = ["Get", "List", "Search", "Check", "Encode", "Rerank"];

        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            TRequest request, ClientInterceptorContext<TRequest, TResponse> context,
            AsyncUnaryCallContinuation<TRequest, TResponse> continuation) =>
            continuation(request, WithDeadline(context));

        public override TResponse BlockingUnaryCall<TRequest, TResponse>(
            TRequest request, ClientInterceptorContext<TRequest, TResponse> context,
            BlockingUnaryCallContinuation<TRequest, TResponse> continuation) =>
            continuation(request, WithDeadline(context));

        private ClientInterceptorContext<TRequest, TResponse> WithDeadline<TRequest, TResponse>(
            ClientInterceptorContext<TRequest, TResponse> context)
            where TRequest : class
            where TResponse : class
        {
            if (context.Options.Deadline is not null) { return context; }
            var longest = patience ?? PatienceWith(context.Method.Name);
            var deadline = TimeProvider.System.GetUtcNow().UtcDateTime + longest;
            return new ClientInterceptorContext<TRequest, TResponse>(
                context.Method, context.Host, context.Options.WithDeadline(deadline));
        }

        private static TimeSpan PatienceWith(string method) =>
            s_questions.Any(question => method.StartsWith(question, StringComparison.Ordinal)) ? s_asking : s_working;
    }
}
