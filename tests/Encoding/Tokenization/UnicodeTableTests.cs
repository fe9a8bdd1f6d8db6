namespace Kale.Encoding.Tests.Tokenization;

public sealed class UnicodeTableTests
{
    /// <summary>To adopt what another version of the library says, copy the file that a failure names.</summary>
    [Fact]
    public void Table_EveryCodePoint_IsWhatTheLibrarySays()
    {
        var table = Checkout.PathOf("libs/Encoding/Tokenization/Unicode/unicode.txt");
        var judged = JudgedUnicode.Write();
        if (judged != File.ReadAllText(table))
        {
            var written = Checkout.PathOf("artifacts/unicode.txt");
            File.WriteAllText(written, judged);
            Assert.Fail($"{table} is not what the library says: {written}");
        }
    }
}
