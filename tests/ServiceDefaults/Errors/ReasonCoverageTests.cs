using System.Text.RegularExpressions;
using Kale.ServiceDefaults.Errors;
using Kale.ServiceDefaults.Tests.Support;

namespace Kale.ServiceDefaults.Tests.Errors;

/// <summary>Every word of the libraries' error enums is a reason of the table.</summary>
public sealed partial class ReasonCoverageTests
{
    [Theory]
    [InlineData("libs/Bundles/BundleException.cs", "BundleError", "BUNDLE_")]
    [InlineData("libs/Encoding/EncodingException.cs", "EncodingError", "")]
    [InlineData("libs/VectorIndex/VectorIndexError.cs", "VectorIndexError", "")]
    public void Codes_OfALibrarysErrors_AreComplete(string file, string name, string prefix)
    {
        var source = File.ReadAllText(Checkout.PathOf(file));
        var body = Regex.Match(source, $@"enum {name}\s*\{{(.*?)\}}", RegexOptions.Singleline).Groups[1].Value;
        var words = Member().Matches(body)
            .Select(match => prefix + Snake().Replace(match.Value, "_$0").ToUpperInvariant())
            .ToList();
        Assert.NotEmpty(words);
        var codes = new ErrorTable([]).Codes;
        Assert.DoesNotContain(words, word => !codes.ContainsKey(word));
    }

    [GeneratedRegex(@"(?<=^\s*)[A-Z]\w+(?=,)", RegexOptions.Multiline)]
    private static partial Regex Member();

    [GeneratedRegex("(?<=[a-z])[A-Z]")]
    private static partial Regex Snake();
}
