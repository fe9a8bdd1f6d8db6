using System.Collections.Concurrent;

namespace Kale.EndToEnd.Tests.Campaign;

/// <summary>What a campaign must not find: anything that was promised and is not so.</summary>
internal sealed class Findings
{
    private readonly ConcurrentQueue<string> _all = new();

    public IReadOnlyCollection<string> All => _all;

    public void Add(string finding) => _all.Enqueue(finding);

    public void Unless(bool holds, string finding)
    {
        if (!holds)
            Add(finding);
    }
}
