using Kale.Corpora.Json;

namespace Kale.Corpora.Tests.Json;

public sealed class DocumentPayloadTests
{
    [Theory]
    [InlineData("""{"a":9007199254740992}""", """{"a":9007199254740992}""", false)]
    [InlineData("""{"a":9007199254740993}""", """{"a":9007199254740993}""", true)]
    [InlineData("""{"a":[{"b":-9223372036854775808}]}""", """{"a":[{"b":-9223372036854775808}]}""", true)]
    [InlineData("""{"a":9007199254740993.0}""", """{"a":9007199254740993}""", true)]
    [InlineData("""{"a":1e17}""", """{"a":100000000000000000}""", true)]
    [InlineData("""{"a":5.0,"b":-1.25,"c":1e300}""", """{"a":5,"b":-1.25,"c":1E+300}""", false)]
    [InlineData("""{"a":"9007199254740993","b":[null,true,{}]}""", """{"a":"9007199254740993","b":[null,true,{}]}""", false)]
    public void Parse_Numbers_AreKeptToTheLastDigit(string json, string expected, bool needsIntegers) =>
        Assert.Equal(new DocumentPayload(expected, needsIntegers), DocumentPayload.Parse(json));

    [Theory]
    [InlineData("""{"a":{"b":9223372036854775808}}""", "'a.b' holds 9223372036854775808")]
    [InlineData("""{"a":123456789012345678901234567890}""", "write it as a text")]
    [InlineData("""{"a":1e999}""", "1e999")]
    [InlineData("""{"a":"\ud800"}""", "'a' is not a text of Unicode")]
    [InlineData("""{"a":1,"a":2}""", "not JSON")]
    [InlineData("[]", "object")]
    [InlineData("", "not JSON")]
    public void Parse_WhatCannotBeKept_IsRefusedByName(string json, string expected) => Assert.Contains(
        expected,
        Assert.Throws<FormatException>(() => DocumentPayload.Parse(json)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Parse_FieldsNestedDeeperThanAMessageTakes_AreRefused()
    {
        static string Nested(int depth) => $"{{\"a\":{string.Concat(Enumerable.Repeat("{\"a\":", depth - 1))}1"
            + new string('}', depth);
        Assert.NotNull(DocumentPayload.Parse(Nested(DocumentPayload.MaxDepth)));
        Assert.Throws<FormatException>(() => DocumentPayload.Parse(Nested(DocumentPayload.MaxDepth + 1)));
    }
}
