namespace Kale.Corpora;

/// <summary>A source that cannot be read as what it is said to be; the message says where and why.</summary>
public sealed class CorpusException : Exception
{
    /// <param name="complaint">What is wrong, in a sentence of its own.</param>
    public CorpusException(string complaint)
        : base(complaint) => (Place, Complaint) = ("", complaint);

    /// <param name="place">A file, or a line of it: <c>corpus.jsonl:17</c>.</param>
    /// <param name="complaint">What is wrong there.</param>
    /// <param name="inner">What it was noticed by.</param>
    public CorpusException(string place, string complaint, Exception? inner = null)
        : base($"{place}: {complaint}", inner) => (Place, Complaint) = (place, complaint);

    /// <summary>Where; empty when it is about no file.</summary>
    public string Place { get; }

    /// <summary>The message without the place.</summary>
    public string Complaint { get; }
}
