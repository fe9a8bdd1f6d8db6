using System.Buffers.Binary;
using System.Buffers.Text;

namespace Kale.Trainer.Jobs;

/// <summary>Where the next page of a listing begins; callers give it back as it is.</summary>
internal static class PageToken
{
    public static string Of(long number)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        return Base64Url.EncodeToString(bytes);
    }

    public static bool TryRead(string token, out long number)
    {
        number = long.MaxValue;
        var bytes = new byte[sizeof(long) + 2];
        if (token.Length == 0)
            return true;
        if (!Base64Url.IsValid(token)
            || !Base64Url.TryDecodeFromChars(token, bytes, out var length)
            || length != sizeof(long))
            return false;
        number = BinaryPrimitives.ReadInt64BigEndian(bytes);
        return true;
    }
}
