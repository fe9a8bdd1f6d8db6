namespace Kale.VectorIndex.Tests;

/// <summary>
/// Golden values: python3's uuid.uuid5(uuid.uuid5(uuid.NAMESPACE_URL, "urn:kale:passages"), "id/ordinal").
/// </summary>
public sealed class PassageIdTests
{
    [Theory]
    [InlineData("a", 0, "143f0784-396b-5e2a-a314-993f7ba641bc")]
    [InlineData("a", 1, "3bb37ba2-c0e5-5760-9c6a-e45177a90e14")]
    [InlineData("doc-1", 0, "04bd1fd3-359a-57ac-8acb-b28dd2c1d752")]
    [InlineData("4983", 12, "5d55e0c5-796b-5d88-9b25-73d8cc3c5da5")]
    [InlineData("übung", 3, "87960038-c5d7-56b8-9b4f-cebdcb48c6ab")]
    [InlineData("文書", 0, "09877c58-c518-5549-9f9f-4d5c25eb4e93")]
    [InlineData("", 0, "3e0e7317-ba15-5a7e-9676-dec6488600f2")]
    [InlineData("a/b", 7, "6384e4ff-57b9-58e7-84d4-adef6ec86f21")]
    public void Of_DocumentAndOrdinal_IsPythonsUuid5(string documentId, int ordinal, string expected)
    {
        Assert.Equal(Guid.Parse(expected), PassageId.Of(documentId, ordinal));
    }

    [Fact]
    public void Of_LongestDocumentId_IsPythonsUuid5()
    {
        Assert.Equal(Guid.Parse("5c546004-d46f-593f-aacb-a94a9834fa95"), PassageId.Of(new string('x', 512), 999));
    }

    [Fact]
    public void NameBased_NamespaceUrl_GivesTheFixedNamespace()
    {
        var url = new Guid("6ba7b811-9dad-11d1-80b4-00c04fd430c8");
        Assert.Equal(PassageId.Namespace, PassageId.NameBased(url, "urn:kale:passages"));
    }

    [Fact]
    public void NameBased_NamespaceDns_IsThePublishedExample()
    {
        var dns = new Guid("6ba7b810-9dad-11d1-80b4-00c04fd430c8");
        Assert.Equal(new Guid("2ed6657d-e927-568b-95e1-2665a8aea6a2"), PassageId.NameBased(dns, "www.example.com"));
    }
}
