using Google.Protobuf.WellKnownTypes;
using Kale.V1;

namespace Kale.Cli.Tests.Commands;

public sealed class SearchJsonTests
{
    [Fact]
    public void Of_PayloadWithWholeNumbersBeyondDoubles_HasThemToTheLastDigit()
    {
        const string Exact = """{"post_id":9007199254740993}""";
        var response = new SearchResponse
        {
            Hits =
            {
                new Hit { DocumentId = "a", Payload = Struct.Parser.ParseJson("""{"n": 1}""") },
                new Hit { DocumentId = "b", Payload = Struct.Parser.ParseJson(Exact), PayloadJson = Exact },
            },
        };
        var json = SearchJson.Of(response);
        Assert.Contains($"\"payload\":{Exact}", json, StringComparison.Ordinal);
        Assert.DoesNotContain("payloadJson", json, StringComparison.Ordinal);
        Assert.Contains("\"n\":1", json.Replace(" ", ""), StringComparison.Ordinal);
    }
}
