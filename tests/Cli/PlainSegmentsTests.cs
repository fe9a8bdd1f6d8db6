using Kale.Cli.Tests.Support;
using Spectre.Console;

namespace Kale.Cli.Tests;

/// <summary>Nothing that a document, a name or a server says reaches a terminal as a control character.</summary>
public sealed class PlainSegmentsTests
{
    private const string Hostile = "\u001b]0;title\u0007a\u001b[2Jb\rc\u009b31md\u202ee\u0000f\u007f";
    private const string Shown = "␛]0;title␇a␛[2Jb␍c\uFFFD31md\uFFFDe␀f␡";

    [Fact]
    public void Of_Text_HasPicturesOfItsControlCharacters()
    {
        Assert.Equal(Shown, PlainSegments.Of(Hostile));
        Assert.Equal("a\n\tb – ü 漢 ע", PlainSegments.Of("a\n\tb – ü 漢 ע"));
    }

    [Fact]
    public void Terminal_WhateverIsWritten_SendsNoneOfIts()
    {
        var written = new Transcript();
        var terminal = Ansi(written);
        terminal.WriteLine(Hostile);
        terminal.MarkupLine($"[red]{Markup.Escape(Hostile)}[/]");
        terminal.Write(new Table().AddColumns(Markup.Escape(Hostile)).AddRow(Markup.Escape(Hostile)));
        AssertPlain(written);
    }

    [Fact]
    public async Task Terminal_LiveDisplays_SendNoneOfTheirs()
    {
        var written = new Transcript();
        var terminal = Ansi(written);
        await terminal.Live(new Text(Hostile)).StartAsync(live =>
        {
            live.UpdateTarget(new Text(Hostile + "again"));
            return Task.CompletedTask;
        });
        await terminal.Progress().StartAsync(progress =>
        {
            progress.AddTask(Markup.Escape(Hostile)).Value = 50;
            terminal.WriteLine(Hostile);
            return Task.CompletedTask;
        });
        AssertPlain(written);
    }

    // What is sent for colours and cursors is the console's own: none of the text's.
    private static void AssertPlain(Transcript written)
    {
        var text = written.ToString();
        Assert.Contains("␛]0;title␇", text, StringComparison.Ordinal);
        string[] theirs = ["\u001b]0", "\u0007", "a\u001b[2J", "\u009b", "\u202e", "\u0000", "\u007f", "b\rc"];
        foreach (var own in theirs)
            Assert.DoesNotContain(own, text, StringComparison.Ordinal);
    }

    private static IAnsiConsole Ansi(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.TrueColor,
            Interactive = InteractionSupport.Yes,
        });
        console.Profile.Width = 200;
        return Terminal.Plain(console);
    }
}
