using System.Globalization;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Kale.CompatGrpc.Tests.Hosting;
using Kale.CompatGrpc.Tests.Interop.V1;

namespace Kale.CompatGrpc.Tests.Interop;

internal sealed partial class OwnClient
{
    private Func<string, Task<JsonObject>> Find(string name) => name switch
    {
        "unary" => async _ => WithText(await UnaryAsync(
            new Request { Text = "Grüße, 世界 🌍", Payload = Bytes(1000), ReplyBytes = 2000 })),
        "unary-empty" => async _ => WithText(await UnaryAsync(new Request())),
        "client-streaming" => async _ =>
            (await CollectAsync(Enumerable.Range(0, 100).Select(i => new Request { Payload = Bytes(i) }))).Counted,
        "client-streaming-empty" => async _ => (await CollectAsync([])).Counted,
        "server-streaming" => async _ => (await ExpandAsync(new Request { Replies = 100 })).Ordered,
        "server-streaming-empty" => async _ => (await ExpandAsync(new Request())).Ordered,
        "duplex-ping-pong" => async _ => (await PingPongAsync()).Texts,
        "duplex-half-close" => async _ =>
            (await ConverseAsync("abc".Select(c => new Request { Text = c.ToString(), Replies = 2 }))).Texts,
        "duplex-empty" => async _ => (await ConverseAsync([])).Texts,
        "concurrent" => _ => ConcurrentAsync(),
        "metadata-text" => _ => EchoAsync(["one", "two words; and more"], new Request()),
        "metadata-on-error" => _ => EchoAsync(["one"], Failing(9, "x")),
        "error-details" => _ => ErrorDetailsAsync(),
        "status-client-streaming" => async _ => (await CollectAsync([new(), new(), Failing(3, "after three")])).Bad,
        "status-server-streaming" => async _ => (await ExpandAsync(Failing(14, "after three", replies: 3))).BadStream,
        "status-duplex" => _ => FailAfterTwoAsync(10, "after two"),
        "unimplemented-method" => async _ => (await UnknownAsync("interop.v1.Interop", "Nothing")).Code,
        "unimplemented-service" => async _ => (await EndAsync(
            new Unserved.UnservedClient(_channel).UnaryAsync(new Request()))).Code,
        "gzip" or "deflate" => CompressedAsync,
        "gzip-streaming" => _ => CompressedStreamAsync(),
        "large" => async _ => (await EndAsync(new Large.LargeClient(_largeChannel).UnaryAsync(
            new Request { Payload = Bytes(16 << 20), ReplyBytes = 16 << 20 }))).Sizes,
        "limit-below" => async _ =>
            (await UnaryAsync(new Request { Payload = Bytes(4194000), ReplyBytes = 4194000 })).Sizes,
        "limit-request" => async _ => (await UnaryAsync(new Request { Payload = Bytes(5 << 20) })).Bad,
        "limit-reply" => async _ => (await UnaryAsync(new Request { ReplyBytes = 5 << 20 })).Bad,
        _ when name.StartsWith("metadata-binary-", StringComparison.Ordinal) => BinaryAsync,
        _ when name.StartsWith("status-", StringComparison.Ordinal) => StatusAsync,
        _ => FindEarlyEnd(name),
    };

    private static JsonObject WithText(Seen seen) => Seen.With(seen.Sizes, ("text", seen.Reply.Text));

    private static int Number(string name) =>
        int.Parse(name[(name.LastIndexOf('-') + 1)..], CultureInfo.InvariantCulture);

    private Task<Seen> PingPongAsync() => ConverseAsync([new Request { Text = "0", Replies = 1 }], (requests, seen) =>
        seen < 10 ? requests.WriteAsync(new Request { Text = $"{seen}", Replies = 1 }) : requests.CompleteAsync());

    private async Task<JsonObject> ConcurrentAsync()
    {
        var calls = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => UnaryAsync(new Request { Text = $"{i}" })));
        var codes = calls.Select(call => (int)call.Status.StatusCode).Distinct();
        return new JsonObject
        {
            ["codes"] = new JsonArray([.. codes.Select(code => JsonValue.Create(code))]),
            ["texts"] = calls.Select(call => call.Reply.Text).Distinct().Count(),
        };
    }

    private async Task<JsonObject> EchoAsync(string[] values, Request request)
    {
        var headers = new Metadata();
        foreach (var value in values)
        {
            headers.Add("x-echo", value);
        }

        return (await UnaryAsync(request, new CallOptions(headers))).Echoed("x-echo");
    }

    private async Task<JsonObject> BinaryAsync(string name)
    {
        byte[] value = [.. Enumerable.Range(0, Number(name)).Select(i => (byte)(255 - i))];
        var seen = await UnaryAsync(new Request(), new CallOptions([new Metadata.Entry("x-echo-bin", value)]));
        return seen.Echoed("x-echo-bin");
    }

    private async Task<JsonObject> StatusAsync(string name) =>
        (await UnaryAsync(Number(name) == 0 ? new Request() : Failing(Number(name), Scenarios.Message))).Bad;

    private async Task<JsonObject> ErrorDetailsAsync()
    {
        var seen = await UnaryAsync(Failing(9, Scenarios.Message, details: true));
        var status = Google.Rpc.Status.Parser.ParseFrom(seen.Trailing.GetValueBytes(Failures.DetailsKey));
        var violation = status.Details[0].Unpack<BadRequest>().FieldViolations.Single();
        var delay = status.Details[1].Unpack<RetryInfo>().RetryDelay;
        return Seen.With(
            seen.Bad,
            ("statusCode", status.Code),
            ("statusMessage", status.Message),
            ("types", new JsonArray([.. status.Details.Select(d => JsonValue.Create(d.TypeUrl.Split('/')[^1]))])),
            ("field", violation.Field),
            ("description", violation.Description),
            ("retrySeconds", delay.Seconds),
            ("retryNanos", delay.Nanos));
    }

    private async Task<JsonObject> CompressedAsync(string encoding)
    {
        var seen = await UnaryAsync(new Request { Payload = Bytes(100_000), ReplyBytes = 100_000 }, Encoding(encoding));
        return Seen.With(seen.Sizes, ("encoding", _recording.RequestEncoding ?? "none"));
    }

    private async Task<JsonObject> CompressedStreamAsync()
    {
        var request = new Request { Payload = Bytes(100_000), ReplyBytes = 100_000, Replies = 4 };
        var seen = await ExpandAsync(request, Encoding("gzip"));
        return Seen.With(
            seen.Code, ("replies", seen.Replies.Count), ("payload", seen.Replies.Sum(reply => reply.Payload.Length)));
    }

    private Task<Seen> UnknownAsync(string service, string method) => EndAsync(_channel.CreateCallInvoker()
        .AsyncUnaryCall(
            new Method<Request, Reply>(
                MethodType.Unary, service, method, Marshal(Request.Parser), Marshal(Reply.Parser)),
            null,
            default,
            new Request()));

    private static Marshaller<T> Marshal<T>(MessageParser<T> parser)
        where T : IMessage<T> => Marshallers.Create(message => message.ToByteArray(), parser.ParseFrom);
}
