namespace Kale.VectorIndex.Tests.Support;

/// <summary>Spaces, vectors and documents for tests.</summary>
internal static class Samples
{
    public const int Dims = 16;

    public static readonly IndexSpace Space = new("space-a", Dims, IndexMetric.Cosine, "bundle-1");
    public static readonly IndexSpace OtherSpace = new("space-b", Dims, IndexMetric.Cosine, "bundle-2");

    public static string NewName() => $"test-{Guid.NewGuid():N}";

    public static BuildRequest Request(string collection, IndexSpace? space = null, string request = "run-1") =>
        new(collection, request, space ?? Space);

    public static Task<IndexBuild> NewCollectionAsync(this VectorStore store, IndexSpace? space = null) =>
        store.Builds.EnsureServingAsync(Request(NewName(), space));

    /// <summary>A document of so many passages, whose vectors follow from its id, version and place.</summary>
    public static DocumentPassages Document(
        string id, int passages = 1, string version = "1", string payload = "{}") => new(
        id, $"Title of {id}", $"hash-{id}-{version}", UserPayload.Parse(payload),
        [.. Enumerable.Range(0, passages)
            .Select(i => new PassageVector($"{id} {version} {i}", Vector($"{id} {version} {i}")))]);

    /// <summary>A vector of length 1, always the same for the same text.</summary>
    public static float[] Vector(string text)
    {
        var seed = text.Aggregate(17, (hash, c) => unchecked(hash * 31 + c));
        return Vector(new Random(seed));
    }

    public static float[] Vector(Random random, int dims = Dims)
    {
        var vector = new float[dims];
        for (var i = 0; i < dims; i++) vector[i] = (float)(random.NextDouble() * 2 - 1);
        var length = MathF.Sqrt(vector.Sum(x => x * x));
        return [.. vector.Select(x => x / length)];
    }

    public static float Dot(float[] a, float[] b) => a.Zip(b, (x, y) => x * y).Sum();

    public static async Task<VectorIndexException> FailsAsync(VectorIndexError code, Func<Task> action)
    {
        var error = await Assert.ThrowsAsync<VectorIndexException>(action);
        Assert.Equal(code, error.Code);
        return error;
    }
}
