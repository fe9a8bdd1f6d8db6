using Grpc.Core;

namespace Kale.CompatGrpc.Tests.Core;

public sealed class CredentialsTests
{
    private static readonly AsyncAuthInterceptor Interceptor = (_, _) => Task.CompletedTask;

    [Fact]
    public void Compose_FewerThanTwo_Throws() =>
        Assert.Throws<ArgumentException>(() => CallCredentials.Compose(CallCredentials.FromInterceptor(Interceptor)));

    [Fact]
    public void Compose_Two_ConfiguresBothInOrder()
    {
        var one = CallCredentials.FromInterceptor(Interceptor);
        var two = CallCredentials.FromInterceptor((_, _) => Task.FromException(new InvalidOperationException()));
        var seen = new SeenByCall();
        CallCredentials.Compose(one, two).InternalPopulateConfiguration(seen, "state");

        Assert.Equal([one, two], seen.Composite!);
        Assert.Equal("state", seen.State);
    }

    [Fact]
    public void FromInterceptor_Configures_TheInterceptor()
    {
        var seen = new SeenByCall();
        CallCredentials.FromInterceptor(Interceptor).InternalPopulateConfiguration(seen, null);

        Assert.Same(Interceptor, seen.Interceptor);
        Assert.Throws<ArgumentNullException>(() => CallCredentials.FromInterceptor(null!));
    }

    [Fact]
    public void Channel_Kinds_ConfigureThemselves()
    {
        var call = CallCredentials.FromInterceptor(Interceptor);
        var pair = new KeyCertificatePair("chain", "key");

        Assert.Equal("insecure", Configured(ChannelCredentials.Insecure));
        Assert.Equal("ssl:::False", Configured(ChannelCredentials.SecureSsl));
        Assert.Equal("ssl:roots:chain:True", Configured(new SslCredentials("roots", pair, _ => true)));
        Assert.Equal("composite:True:True", Configured(ChannelCredentials.Create(ChannelCredentials.SecureSsl, call)));
        Assert.Throws<ArgumentNullException>(() => ChannelCredentials.Create(ChannelCredentials.SecureSsl, null!));
    }

    private static string Configured(ChannelCredentials credentials)
    {
        var seen = new SeenByChannel();
        credentials.InternalPopulateConfiguration(seen, seen);
        return seen.Text;
    }

    private sealed class SeenByCall : CallCredentialsConfiguratorBase
    {
        public object? State { get; private set; }
        public IReadOnlyList<CallCredentials>? Composite { get; private set; }
        public AsyncAuthInterceptor? Interceptor { get; private set; }

        public override void SetCompositeCredentials(object? state, IReadOnlyList<CallCredentials> credentials) =>
            (State, Composite) = (state, credentials);

        public override void SetAsyncAuthInterceptorCredentials(object? state, AsyncAuthInterceptor interceptor) =>
            (State, Interceptor) = (state, interceptor);
    }

    private sealed class SeenByChannel : ChannelCredentialsConfiguratorBase
    {
        public string Text { get; private set; } = "";

        public override void SetInsecureCredentials(object state) => Text = "insecure";

        public override void SetSslCredentials(
            object state,
            string? rootCertificates,
            KeyCertificatePair? keyCertificatePair,
            VerifyPeerCallback? verifyPeerCallback) =>
            Text = $"ssl:{rootCertificates}:{keyCertificatePair?.CertificateChain}:{verifyPeerCallback is not null}";

        public override void SetCompositeCredentials(
            object state, ChannelCredentials channelCredentials, CallCredentials callCredentials) =>
            Text = $"composite:{channelCredentials is SslCredentials}:{callCredentials is not null}";
    }
}
