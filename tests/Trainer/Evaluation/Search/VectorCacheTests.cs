using Kale.Bundles;
using Kale.Trainer.Measuring;
using Kale.Trainer.Tests.Support;

namespace Kale.Trainer.Tests.Evaluation.Search;

public sealed class VectorCacheTests
{
    private static readonly string[] s_texts = ["one", "two"];
    private static readonly VectorTable s_vectors = new([1, 2, 3, 4], 2);

    [Fact]
    public void Get_ASecondTime_ComputesNothing()
    {
        using var directory = new TemporaryDirectory();
        var cache = new VectorCache(directory.Path, maxBytes: 1 << 20, TimeProvider.System);
        cache.Get("a", EncoderRole.Context, s_texts, () => s_vectors);
        var again = cache.Get(
            "a", EncoderRole.Context, s_texts, () => throw new InvalidOperationException("computed again"));
        Assert.Equal((s_vectors.Dims, s_vectors.Rows), (again.Dims, again.Rows));
        Assert.Equal(s_vectors.Data, again.Data);
    }

    [Fact]
    public void Get_OfAnotherEncoderSideOrTexts_Computes()
    {
        using var directory = new TemporaryDirectory();
        var (cache, computed) = (new VectorCache(directory.Path, maxBytes: 1 << 20, TimeProvider.System), 0);
        VectorTable Compute()
        {
            computed++;
            return s_vectors;
        }

        cache.Get("a", EncoderRole.Context, s_texts, Compute);
        cache.Get("b", EncoderRole.Context, s_texts, Compute);
        cache.Get("a", EncoderRole.Query, s_texts, Compute);
        cache.Get("a", EncoderRole.Context, ["onet", "wo"], Compute);
        Assert.Equal(4, computed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(-1)]
    public void Get_WithADamagedFile_ComputesAnew(int place)
    {
        using var directory = new TemporaryDirectory();
        var cache = new VectorCache(directory.Path, maxBytes: 1 << 20, TimeProvider.System);
        cache.Get("a", EncoderRole.Context, s_texts, () => s_vectors);
        var file = Assert.Single(Directory.GetFiles(directory.Path));
        var bytes = File.ReadAllBytes(file);
        bytes[place < 0 ? ^1 : place] ^= 1;
        File.WriteAllBytes(file, bytes);
        var other = new VectorTable([5, 6, 7, 8], 2);
        Assert.Same(other, cache.Get("a", EncoderRole.Context, s_texts, () => other));
    }

    [Fact]
    public void Get_WithAPipeInTheFilesPlace_ComputesAnewAndReplacesIt()
    {
        using var directory = new TemporaryDirectory();
        var cache = new VectorCache(directory.Path, maxBytes: 1 << 20, TimeProvider.System);
        cache.Get("a", EncoderRole.Context, s_texts, () => s_vectors);
        SpecialFiles.MakePipe(Assert.Single(Directory.GetFiles(directory.Path)));
        cache.Get("a", EncoderRole.Context, s_texts, () => s_vectors);
        Assert.Equal(s_vectors.Data, cache.Get("a", EncoderRole.Context, s_texts, () => s_vectors).Data);
    }

    [Fact]
    public void Get_WhenAllTogetherAreTooLarge_RemovesTheOldest()
    {
        using var directory = new TemporaryDirectory();
        var cache = new VectorCache(directory.Path, maxBytes: 150, TimeProvider.System);
        foreach (var encoder in new[] { "a", "b", "c", "d" })
            cache.Get(encoder, EncoderRole.Context, s_texts, () => s_vectors);
        Assert.Equal(2, Directory.GetFiles(directory.Path).Length);
    }
}
