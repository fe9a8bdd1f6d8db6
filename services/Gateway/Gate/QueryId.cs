using System.Security.Cryptography;
using System.Text;

namespace Kale.Gateway.Gate;

/// <summary>A query under a name that does not tell it.</summary>
internal readonly record struct QueryId(string Collection, string Hash)
{
    public static QueryId Of(string collection, string text) =>
        new(
            collection,
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{collection}\n{text}")))[..32]);
}
