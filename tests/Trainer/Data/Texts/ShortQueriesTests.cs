using Kale.Trainer.Data;

namespace Kale.Trainer.Tests.Data.Texts;

public sealed class ShortQueriesTests
{
    private static readonly DocumentTexts[] s_english =
    [
        .. Enumerable.Range(0, 60).Select(i => new DocumentTexts(
            i % 2 == 0 ? $"Guide {i}" : "",
            [$"The pump{i} of the engine{i} is cold{i}.", $"In the garden{i} there are apples{i}, and {{plums{i}}}."])),
    ];

    [Fact]
    public void Draw_OfEnglish_AsksInShortAboutWhatStandsInADocument()
    {
        var queries = ShortQueries.Draw(s_english, 400, seed: 3).ToList();

        Assert.Equal(400, queries.Count);
        Assert.Contains(queries, query => query.StartsWith("what is ", StringComparison.Ordinal));
        Assert.Contains(queries, query => query.Contains("Guide ", StringComparison.Ordinal));
        Assert.All(queries, query => Assert.InRange(query.Split(' ').Length, 1, 16));
        Assert.All(queries, query => Assert.Single(NumbersIn(query).Distinct()));
    }

    [Fact]
    public void Draw_OfAnyText_LetsNoFrequentWordBeginOrEndAPhrase()
    {
        var phrases = ShortQueries.Draw(Upper(s_english), 400, seed: 3).ToList();

        Assert.DoesNotContain(phrases, text => text.StartsWith("DER ", StringComparison.Ordinal));
        Assert.DoesNotContain(phrases, text => text.EndsWith(" DER", StringComparison.Ordinal));
    }

    [Fact]
    public void Draw_OfAnotherLanguage_AsksNoEnglishQuestion()
    {
        var phrases = ShortQueries.Draw(Upper(s_english), 400, seed: 3).ToList();

        Assert.DoesNotContain(phrases, text => text.Contains('?') || text.Any(char.IsLower));
    }

    [Fact]
    public void Draw_WithTheSameSeed_GivesTheSame()
    {
        Assert.Equal(ShortQueries.Draw(s_english, 50, seed: 1), ShortQueries.Draw(s_english, 50, seed: 1));
        Assert.NotEqual(ShortQueries.Draw(s_english, 50, seed: 1), ShortQueries.Draw(s_english, 50, seed: 2));
    }

    [Fact]
    public void Draw_WhereNothingIsToBeHad_GivesNothing()
    {
        Assert.Empty(ShortQueries.Draw([], 5, seed: 1));
        Assert.Empty(ShortQueries.Draw([new DocumentTexts("A title alone", [])], 5, seed: 1));
        Assert.Equal(5, ShortQueries.Draw([new DocumentTexts("", ["? ! ."])], 5, seed: 1).Count());
    }

    private static DocumentTexts[] Upper(IEnumerable<DocumentTexts> documents) =>
    [
        .. documents.Select(document => new DocumentTexts(
            document.Title.ToUpperInvariant(),
            [.. document.Sentences.Select(text => text.Replace("the ", "der ", StringComparison.OrdinalIgnoreCase)
                .ToUpperInvariant())])),
    ];

    private static IEnumerable<string> NumbersIn(string query) => query.Split(' ')
        .Select(word => new string([.. word.Where(char.IsDigit)]))
        .Where(number => number.Length > 0);
}
