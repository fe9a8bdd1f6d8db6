namespace Kale.Architecture.Tests.Contracts;

/// <summary>What callers rely on, one declaration a line: <c>EncodeRequest.texts = 1 repeated string</c>.</summary>
internal static class ContractBaseline
{
    /// <summary>What a change of the contracts breaks or leaves unsaid.</summary>
    /// <param name="baseline">The committed lines.</param>
    /// <param name="contracts">The contracts as they are.</param>
    public static IEnumerable<string> Complaints(
        IReadOnlyCollection<string> baseline, IReadOnlyList<ContractText> contracts)
    {
        var current = contracts.SelectMany(contract => contract.Entries).Select(entry => entry.ToString()).ToHashSet();
        return baseline.Except(current).Where(line => !IsReserved(line, contracts))
            .Select(line => $"'{line}' is gone or another: reserve number and name in its message, or keep it")
            .Concat(current.Except(baseline).Select(line => $"'{line}' is new: add the line to the baseline"))
            .Concat(baseline.Intersect(current).Where(line => IsReserved(line, contracts))
                .Select(line => $"'{line}' is reserved and in use"));
    }

    private static bool IsReserved(string line, IReadOnlyList<ContractText> contracts)
    {
        var (path, rest) = (line.Split(" = ")[0], line.Split(" = ")[1]);
        var (owner, name) = path.LastIndexOf('.') is var dot and > 0 ? (path[..dot], path[(dot + 1)..]) : ("", path);
        return contracts.Any(contract =>
            contract.IsReserved(owner, rest.Split(' ')[0]) && contract.IsReserved(owner, name));
    }
}
