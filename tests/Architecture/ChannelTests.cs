namespace Kale.Architecture.Tests;

/// <summary>
/// A proxy of the environment that cannot reach a peer keeps the suite from ever serving: every channel says whether it
/// asks one.
/// </summary>
public sealed class ChannelTests
{
    [Fact]
    public void Channels_OfTheProduct_SayWhetherTheyAskAProxy()
    {
        var opening = Repository.TrackedFiles().Where(IsProduct)
            .Where(file => Holds(file, "GrpcChannel.ForAddress(") || Holds(file, "new SocketsHttpHandler"))
            .ToList();
        Assert.NotEmpty(opening);
        Assert.DoesNotContain(opening, file => !Holds(file, "UseProxy = "));
    }

    private static bool IsProduct(string file) =>
        file.EndsWith(".cs", StringComparison.Ordinal)
        && new[] { "libs/", "services/", "cli/" }.Any(root => file.StartsWith(root, StringComparison.Ordinal))
        && File.Exists(Path.Combine(Repository.Root, file));

    private static bool Holds(string file, string code) =>
        File.ReadAllText(Path.Combine(Repository.Root, file)).Contains(code, StringComparison.Ordinal);
}
