using System.Security.Cryptography;
using Google.Protobuf;

namespace Kale.Gateway.Registry;

/// <summary>
/// What a request asks for, by which a repeated one is told from another under the same id. Who asks, why, and on which
/// generation may differ between two attempts at one wish.
/// </summary>
internal static class RequestFingerprint
{
    private static readonly string[] s_circumstances = ["actor", "reason", "expected_generation"];

    public static string Of(IMessage request)
    {
        var wish = request.Descriptor.Parser.ParseFrom(request.ToByteArray());
        foreach (var field in s_circumstances)
            wish.Descriptor.FindFieldByName(field)?.Accessor.Clear(wish);
        return Convert.ToHexStringLower(SHA256.HashData(wish.ToByteArray()))[..32];
    }
}
