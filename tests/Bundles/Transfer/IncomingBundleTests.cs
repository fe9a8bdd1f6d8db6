namespace Kale.Bundles.Tests.Transfer;

public sealed class IncomingBundleTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly BundleStore _store;
    private readonly Bundle _bundle;

    public IncomingBundleTests()
    {
        _store = new BundleStore(_directory["here"]);
        _bundle = WrittenBundles.Write(new BundleStore(_directory["there"]).Directory);
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Receive_EveryPiece_IsTheSameBundle()
    {
        using var incoming = IncomingBundle.Open(_store, _bundle.Id);
        foreach (var piece in OutgoingBundle.Read(_bundle, incoming.Offsets)) { Write(incoming, piece); }
        Assert.True(incoming.IsComplete);
        var received = incoming.Complete();
        Assert.Equal(_bundle.Manifest.ToJson(), received.Manifest.ToJson());
        Assert.Equal(_bundle.Id, Assert.Single(_store.List()).Id);
        Assert.Empty(Directory.EnumerateDirectories(_store.Directory, ".incoming-*"));
    }

    [Fact]
    public void Receive_InSeveralAttempts_GoesOnWhereItEnded()
    {
        var sent = 0;
        for (var attempt = 0; attempt < 100 && _store.List().Count == 0; attempt++)
        {
            using var incoming = IncomingBundle.Open(_store, _bundle.Id);
            foreach (var piece in OutgoingBundle.Read(_bundle, incoming.Offsets).Take(2))
            {
                Write(incoming, piece);
                sent++;
            }

            if (incoming.IsComplete) { incoming.Complete(); }
        }

        Assert.Equal(_bundle.Id, Assert.Single(_store.List()).Id);
        Assert.Equal(OutgoingBundle.Read(_bundle, new Dictionary<string, long>()).Count(), sent);
    }

    [Fact]
    public void Complete_WithAChangedByte_ThrowsTheFileAwayAndTakesItAnew()
    {
        using var incoming = IncomingBundle.Open(_store, _bundle.Id);
        foreach (var piece in OutgoingBundle.Read(_bundle, incoming.Offsets))
        {
            var data = piece.Data.ToArray();
            if (piece is { Path: "vocab.txt", Offset: 0 }) { data[0] ^= 1; }
            incoming.Write(piece.Path, piece.Offset, data);
        }

        Assert.Contains("vocab.txt", Refused(BundleError.Corrupt, () => incoming.Complete()));
        Assert.Equal(0, incoming.Offsets["vocab.txt"]);
        foreach (var piece in OutgoingBundle.Read(_bundle, incoming.Offsets)) { Write(incoming, piece); }
        Assert.Equal(_bundle.Id, incoming.Complete().Id);
    }

    [Fact]
    public void Write_OnAFullDisk_SaysSoAndKeepsTheRest()
    {
        using (var incoming = IncomingBundle.Open(_store, _bundle.Id))
        {
            var manifest = OutgoingBundle.Read(_bundle, incoming.Offsets).First();
            Write(incoming, manifest);
            File.CreateSymbolicLink(Arriving("model.safetensors"), "/dev/full");
            var next = incoming.Offsets["model.safetensors"];
            Assert.Contains(
                "Make room",
                Refused(BundleError.NotWritable, () => incoming.Write("model.safetensors", next, new byte[8])));
        }

        File.Delete(Arriving("model.safetensors"));
        using var again = IncomingBundle.Open(_store, _bundle.Id);
        Assert.True(again.Offsets[BundleManifest.FileName] > 0);
        foreach (var piece in OutgoingBundle.Read(_bundle, again.Offsets)) { Write(again, piece); }
        Assert.Equal(_bundle.Id, again.Complete().Id);
    }

    [Fact]
    public void Open_WhileAnotherReceives_IsRefused()
    {
        using var first = IncomingBundle.Open(_store, _bundle.Id);
        Refused(BundleError.InUse, () => IncomingBundle.Open(_store, _bundle.Id));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"format\"")]
    public void Open_AfterACrashTruncatedTheManifest_TakesTheBundleAnew(string manifest)
    {
        using (var incoming = IncomingBundle.Open(_store, _bundle.Id))
        {
            foreach (var piece in OutgoingBundle.Read(_bundle, incoming.Offsets)) { Write(incoming, piece); }
        }

        File.WriteAllText(Arriving(BundleManifest.FileName), manifest);
        for (var attempt = 0; attempt < 2; attempt++)
        {
            using var looked = IncomingBundle.Open(_store, _bundle.Id);
            Assert.Empty(looked.Offsets);
        }

        Assert.Equal(_bundle.Id, Receive().Id);
    }

    [Fact]
    public void Open_AfterACrashLeftFilesThatAreTooLong_TakesThemAnew()
    {
        using (var incoming = IncomingBundle.Open(_store, _bundle.Id))
        {
            Write(incoming, OutgoingBundle.Read(_bundle, incoming.Offsets).First());
        }

        File.WriteAllBytes(Arriving("vocab.txt"), new byte[1 << 20]);
        Assert.Equal(_bundle.Id, Receive().Id);
    }

    [Theory]
    [InlineData(23, true)]
    [InlineData(25, false)]
    public void Open_OfAnother_ForgetsWhatNobodyCameBackForInADay(int hours, bool isKept)
    {
        using (var incoming = IncomingBundle.Open(_store, _bundle.Id))
        {
            Write(incoming, OutgoingBundle.Read(_bundle, incoming.Offsets).First());
        }

        var arriving = Path.GetDirectoryName(Arriving(BundleManifest.FileName))!;
        Directory.SetLastWriteTimeUtc(arriving, DateTime.UtcNow.AddHours(-hours));
        using var other = IncomingBundle.Open(_store, $"bundle-{new string('0', 32)}");

        Assert.Equal(isKept, Directory.Exists(arriving));
    }

    [Fact]
    public void Write_TheManifestOnAFullDisk_SaysSoAndLetsTheNextGoOn()
    {
        using (var incoming = IncomingBundle.Open(_store, _bundle.Id))
        {
            File.CreateSymbolicLink(Arriving($".{BundleManifest.FileName}.new"), "/dev/full");
            Assert.Contains(
                "Make room",
                Refused(BundleError.NotWritable, () =>
                    Write(incoming, OutgoingBundle.Read(_bundle, incoming.Offsets).First())));
        }

        Assert.Equal(_bundle.Id, Receive().Id);
    }

    [Fact]
    public void Write_AManifestThatIsRefused_LeavesNothing()
    {
        using (var small = IncomingBundle.Open(_store, _bundle.Id, maxBytes: 10))
        {
            Assert.Contains(
                "at most 10",
                Refused(BundleError.Invalid, () =>
                    Write(small, OutgoingBundle.Read(_bundle, small.Offsets).First())));
            Refused(BundleError.Corrupt, () => small.Write(BundleManifest.FileName, 0, new byte[5]));
        }

        Assert.Empty(Directory.EnumerateDirectories(_store.Directory, ".incoming-*"));
    }

    [Fact]
    public async Task Open_ByManyAtOnce_IsHeldByOneAtATime()
    {
        var (holders, most, held) = (0, 0, 0);
        await Parallel.ForEachAsync(Enumerable.Range(0, 16), async (_, _) =>
        {
            for (var i = 0; i < 200; i++)
            {
                await Task.Yield();
                if (TryOpen() is not { } incoming) { continue; }
                var now = Interlocked.Increment(ref holders);
                if (now > 1) { Interlocked.Exchange(ref most, now); }
                Interlocked.Increment(ref held);
                Thread.Yield();
                Interlocked.Decrement(ref holders);
                incoming.Dispose();
            }
        });
        Assert.True(held > 0);
        Assert.Equal(0, most);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public void Read_FromBeyondAFile_SaysHowLongItIs(long offset)
    {
        var offsets = new Dictionary<string, long> { ["vocab.txt"] = offset };
        Assert.Contains(
            "vocab.txt", Refused(BundleError.Invalid, () => _ = OutgoingBundle.Read(_bundle, offsets).ToList()));
    }

    [Theory]
    [InlineData("../outside", 0)]
    [InlineData("vocab.txt", 1)]
    [InlineData("unknown.txt", 0)]
    public void Write_BytesThatDoNotBelong_IsRefused(string path, long offset)
    {
        using var incoming = IncomingBundle.Open(_store, _bundle.Id);
        Refused(BundleError.Invalid, () => incoming.Write(path, offset, new byte[1]));
        Write(incoming, OutgoingBundle.Read(_bundle, incoming.Offsets).First());
        Refused(BundleError.Invalid, () => incoming.Write(path, offset, new byte[1]));
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("/outside")]
    [InlineData("onnx/../../outside")]
    public void Write_AManifestWithAPathThatLeadsOut_SaysSo(string path)
    {
        var manifest = (_bundle.Manifest with
        {
            Files = new Dictionary<string, FileEntry> { [path] = new(new string('0', 64), 1) },
        }).WithId();
        using var incoming = IncomingBundle.Open(_store, manifest.Id);
        var refused = Refused(BundleError.Invalid, () => incoming.Write(
            BundleManifest.FileName, 0, System.Text.Encoding.UTF8.GetBytes(manifest.ToJson())));
        Assert.Contains($"'{path}' is no path inside the bundle", refused);
    }

    [Fact]
    public void Write_AnothersManifest_IsRefused()
    {
        var other = WrittenBundles.Write(_directory["there"], TinyEncoders.Dual(seed: 2));
        using var incoming = IncomingBundle.Open(_store, _bundle.Id);
        Refused(BundleError.Corrupt, () => Write(incoming, OutgoingBundle.Read(other, incoming.Offsets).First()));
        Refused(BundleError.Invalid, () => IncomingBundle.Open(_store, "../bundle"));
    }

    private Bundle Receive()
    {
        using var incoming = IncomingBundle.Open(_store, _bundle.Id);
        foreach (var piece in OutgoingBundle.Read(_bundle, incoming.Offsets)) { Write(incoming, piece); }
        return incoming.Complete();
    }

    private IncomingBundle? TryOpen()
    {
        try
        {
            return IncomingBundle.Open(_store, _bundle.Id);
        }
        catch (BundleException error) when (error.Code == BundleError.InUse)
        {
            return null;
        }
    }

    private string Arriving(string file) => Path.Combine(_store.Directory, $".incoming-{_bundle.Id}", file);

    private static void Write(IncomingBundle incoming, BundlePiece piece) =>
        incoming.Write(piece.Path, piece.Offset, piece.Data.Span);

    private static string Refused(BundleError code, Action action)
    {
        var error = Assert.Throws<BundleException>(action);
        Assert.Equal(code, error.Code);
        return error.Message;
    }
}
