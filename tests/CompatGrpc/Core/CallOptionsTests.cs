using Grpc.Core;

namespace Kale.CompatGrpc.Tests.Core;

public sealed class CallOptionsTests
{
    private static readonly DateTime Deadline = new(2030, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    [Fact]
    public void Default_HasNothing()
    {
        var options = default(CallOptions);

        Assert.Null(options.Headers);
        Assert.Null(options.Deadline);
        Assert.Null(options.WriteOptions);
        Assert.Null(options.PropagationToken);
        Assert.Null(options.Credentials);
        Assert.False(options.IsWaitForReady);
        Assert.False(options.CancellationToken.CanBeCanceled);
    }

    [Fact]
    public void With_EachMethod_ChangesACopyOnly()
    {
        using var source = new CancellationTokenSource();
        var headers = new Metadata();
        var credentials = CallCredentials.FromInterceptor((_, _) => Task.CompletedTask);
        var writeOptions = new WriteOptions(WriteFlags.NoCompress);
        var before = new CallOptions();
        var after = before.WithHeaders(headers).WithDeadline(Deadline).WithCancellationToken(source.Token)
            .WithCredentials(credentials).WithWriteOptions(writeOptions).WithWaitForReady();

        Assert.Same(headers, after.Headers);
        Assert.Equal(Deadline, after.Deadline);
        Assert.Equal(source.Token, after.CancellationToken);
        Assert.Same(credentials, after.Credentials);
        Assert.Equal(WriteFlags.NoCompress, after.WriteOptions!.Flags);
        Assert.True(after.IsWaitForReady);
        Assert.Equal(default, before);
        Assert.Equal(after with { }, after);
        Assert.False(after.WithWaitForReady(false).IsWaitForReady);
    }

    [Fact]
    public void Constructor_Arguments_AreKept()
    {
        var headers = new Metadata();
        var options = new CallOptions(headers, Deadline, writeOptions: WriteOptions.Default);

        Assert.Same(headers, options.Headers);
        Assert.Equal(Deadline, options.Deadline);
        Assert.Same(WriteOptions.Default, options.WriteOptions);
        Assert.Equal(default, WriteOptions.Default.Flags);
    }
}
