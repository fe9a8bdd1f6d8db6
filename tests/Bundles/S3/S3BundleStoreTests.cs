namespace Kale.Bundles.Tests.S3;

/// <summary>Bundles in a bucket of a real S3 server.</summary>
public sealed class S3BundleStoreTests : IClassFixture<S3Server>, IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly S3Server _server;
    private readonly S3Options _options;
    private readonly S3BundleStore _bucket;
    private readonly BundleStore _here;
    private readonly Bundle _bundle;

    public S3BundleStoreTests(S3Server server)
    {
        (_server, _options) = (server, server.NewOptions());
        _bucket = new S3BundleStore(_options);
        _here = new BundleStore(_directory["here"]);
        // Larger than a piece, so that a fetch is several of them.
        var large = new BundleFile("large.bin", target => target.Write(new byte[3 * OutgoingBundle.PieceBytes]));
        _bundle = WrittenBundles.Write(new BundleStore(_directory["there"]).Directory, extra: large);
    }

    public void Dispose()
    {
        _bucket.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task PutAndFetch_IntoAnEmptyStore_IsTheSameBundle()
    {
        await _bucket.PutAsync(_bundle, default);
        var fetched = await _bucket.FetchAsync(await _bucket.ResolveAsync(_bundle.Id[..12], default), _here, default);
        Assert.Equal(_bundle.Manifest.ToJson(), fetched.Manifest.ToJson());
        Assert.Equal(_bundle.Id, _here.Find(_bundle.Id).Id);
        Assert.Equal(_bundle.Id, Assert.Single(await _bucket.ListAsync(default)).Id);
        Assert.Equal(
            _bundle.Manifest.Files.Keys.Append("kale.json")
                .Select(file => $"{_options.Prefix}/{_bundle.Id}/{file}")
                .Order(StringComparer.Ordinal),
            _server.Keys(_options.Prefix));
    }

    [Fact]
    public async Task Put_WhatIsThere_ChangesNothing()
    {
        await _bucket.PutAsync(_bundle, default);
        var file = _server.FileOf(_options.Prefix, "large.bin");
        var written = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(file, written);
        await _bucket.PutAsync(_bundle, default);
        Assert.Equal(written, File.GetLastWriteTimeUtc(file));
    }

    [Fact]
    public async Task Put_AfterOneThatBrokeOff_PutsTheRest()
    {
        await _bucket.PutAsync(_bundle, default);
        File.Delete(_server.FileOf(_options.Prefix, "kale.json"));
        File.Delete(_server.FileOf(_options.Prefix, "vocab.txt"));
        Assert.Empty(await _bucket.ListAsync(default));
        await _bucket.PutAsync(_bundle, default);
        Assert.Equal(_bundle.Id, (await _bucket.FetchAsync(_bundle.Id, _here, default)).Id);
    }

    [Fact]
    public async Task Put_OverAnObjectOfAnotherSize_IsRefused()
    {
        await _bucket.PutAsync(_bundle, default);
        await File.AppendAllTextAsync(_server.FileOf(_options.Prefix, "vocab.txt"), "more");
        Assert.Contains("vocab.txt", await RefusedAsync(BundleError.Corrupt, () => _bucket.PutAsync(_bundle, default)));
    }

    [Fact]
    public async Task Fetch_WithAChangedByte_NamesTheFileAndTakesItAnew()
    {
        await _bucket.PutAsync(_bundle, default);
        var bytes = await File.ReadAllBytesAsync(_server.FileOf(_options.Prefix, "large.bin"));
        bytes[7] ^= 1;
        await File.WriteAllBytesAsync(_server.FileOf(_options.Prefix, "large.bin"), bytes);

        Assert.Contains(
            "large.bin",
            await RefusedAsync(BundleError.Corrupt, () => _bucket.FetchAsync(_bundle.Id, _here, default)));
        Assert.Empty(_here.List());

        bytes[7] ^= 1;
        await File.WriteAllBytesAsync(_server.FileOf(_options.Prefix, "large.bin"), bytes);
        Assert.Equal(_bundle.Id, (await _bucket.FetchAsync(_bundle.Id, _here, default)).Id);
    }

    [Fact]
    public async Task Fetch_AfterOneThatBrokeOff_GoesOnWhereItEnded()
    {
        await _bucket.PutAsync(_bundle, default);
        using (var incoming = IncomingBundle.Open(_here, _bundle.Id))
        {
            var first = OutgoingBundle.Read(_bundle, incoming.Offsets)
                .TakeWhile(piece => piece.Path != "large.bin" || piece.Offset == 0);
            foreach (var piece in first.ToList()) { incoming.Write(piece.Path, piece.Offset, piece.Data.Span); }
            Assert.Equal(OutgoingBundle.PieceBytes, incoming.Offsets["large.bin"]);
        }

        // What is here already is not asked for again: the server could not give it.
        await File.WriteAllBytesAsync(
            _server.FileOf(_options.Prefix, "large.bin"),
            [
                .. Enumerable.Repeat((byte)1, OutgoingBundle.PieceBytes),
                .. new byte[2 * OutgoingBundle.PieceBytes],
            ]);
        Assert.Equal(_bundle.Id, (await _bucket.FetchAsync(_bundle.Id, _here, default)).Id);
    }

    [Fact]
    public async Task Fetch_WhatIsNotThere_SaysSo() =>
        Assert.Contains(
            _bundle.Id,
            await RefusedAsync(BundleError.NotFound, () => _bucket.FetchAsync(_bundle.Id, _here, default)));

    [Fact]
    public async Task List_WithAWrongSecretOrAnUnknownBucket_IsUnavailableAndNamesTheBucket()
    {
        var options = _server.NewOptions();
        options.SecretKey = "wrong";
        using var stranger = new S3BundleStore(options);
        Assert.Contains(
            $"s3://kale/{options.Prefix}",
            await RefusedAsync(BundleError.Unavailable, () => stranger.ListAsync(default)));
        options = _server.NewOptions();
        options.Bucket = "other";
        using var nowhere = new S3BundleStore(options);
        Assert.Contains(
            $"s3://other/{options.Prefix}",
            await RefusedAsync(BundleError.Unavailable, () => nowhere.ListAsync(default)));
    }

    private static async Task<string> RefusedAsync(BundleError code, Func<Task> action)
    {
        var error = await Assert.ThrowsAsync<BundleException>(action);
        Assert.Equal(code, error.Code);
        return error.Message;
    }
}
