using Kale.Cli.Indexing;

namespace Kale.Cli.Tests.Indexing;

public sealed class RunNamesTests
{
    [Fact]
    public void Of_APath_IsShortAndTheSameEachTime()
    {
        var path = string.Join('/', Enumerable.Repeat(new string('ü', 100), 20));
        var names = RunNames.Of("docs", path, isFile: true, name: null);
        Assert.Equal(names, RunNames.Of("docs", path, isFile: true, name: null));
        Assert.InRange(names.Session.Length, 1, 64);
        Assert.InRange(names.Source.Length, 1, 64);
    }

    [Fact]
    public void Of_AnotherPathOrCollection_IsAnother()
    {
        var names = RunNames.Of("docs", "a", isFile: true, name: null);
        Assert.NotEqual(names.Source, RunNames.Of("docs", "b", isFile: true, name: null).Source);
        var elsewhere = RunNames.Of("others", "a", isFile: true, name: null);
        Assert.Equal(names.Source, elsewhere.Source);
        Assert.NotEqual(names.Session, elsewhere.Session);
    }

    [Fact]
    public void Of_APipe_HasNoSourceAndASessionOfItsOwn()
    {
        var (one, two) = (Piped(null), Piped(null));
        Assert.Equal("", one.Source);
        Assert.NotEqual(one.Session, two.Session);
        Assert.Equal("nightly", Piped("nightly").Source);
        Assert.InRange(Piped(new string('x', 5_000)).Source.Length, 1, 64);
    }

    private static RunNames Piped(string? name) => RunNames.Of("docs", "-", isFile: false, name);
}
