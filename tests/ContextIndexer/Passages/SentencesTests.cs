using Kale.ContextIndexer.Passages;

namespace Kale.ContextIndexer.Tests.Passages;

public sealed class SentencesTests
{
    [Theory]
    [InlineData("One. Two! Three? Four", "One. |Two! |Three? |Four")]
    [InlineData("He left (at 3.14 p.m.). She stayed.", "He left (at 3.14 p.m.). |She stayed.")]
    [InlineData("Dr. Smith met J. K. Jones, e.g. at Fig. 3 of the U.S. Senate. It rained.",
        "Dr. Smith met J. K. Jones, e.g. at Fig. 3 of the U.S. Senate. |It rained.")]
    [InlineData("Really?! \"Yes.\" Fine…", "Really?! |\"Yes.\" |Fine…")]
    [InlineData("version 1.2.3 of kale.json. it goes on", "version 1.2.3 of kale.json. it goes on")]
    [InlineData("A heading\n\nA paragraph\nof two lines", "A heading\n\n|A paragraph\nof two lines")]
    [InlineData("第一句。第二句！「第三句？」第四句", "第一句。|第二句！|「第三句？」|第四句")]
    [InlineData("यह पहला है। यह दूसरा है।", "यह पहला है। |यह दूसरा है।")]
    [InlineData("هل هذا سؤال؟ نعم", "هل هذا سؤال؟ |نعم")]
    [InlineData("  leading. And trailing.  ", "  leading. |And trailing.  ")]
    [InlineData("...", "...")]
    [InlineData("", "")]
    public void Split_Text_EndsWhereSentencesDo(string text, string expected)
    {
        Assert.Equal(expected, string.Join('|', Sentences.Split(text).Select(s => text[s.Start..s.End])));
    }
}
