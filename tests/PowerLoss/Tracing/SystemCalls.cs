namespace Kale.PowerLoss.Tests.Tracing;

/// <summary>
/// Numbers of the calls that change files, make them durable or ask what they are, on x86-64.
/// </summary>
internal static class SystemCalls
{
    public const long Write = 1;
    public const long Open = 2;
    public const long Stat = 4;
    public const long LStat = 6;
    public const long PWrite = 18;
    public const long WriteV = 20;
    public const long Access = 21;
    public const long SendFile = 40;
    public const long FSync = 74;
    public const long FDataSync = 75;
    public const long Truncate = 76;
    public const long FTruncate = 77;
    public const long Rename = 82;
    public const long MkDir = 83;
    public const long RmDir = 84;
    public const long Creat = 85;
    public const long Link = 86;
    public const long Unlink = 87;
    public const long SymLink = 88;
    public const long OpenAt = 257;
    public const long MkDirAt = 258;
    public const long StatAt = 262;
    public const long UnlinkAt = 263;
    public const long RenameAt = 264;
    public const long LinkAt = 265;
    public const long SymLinkAt = 266;
    public const long AccessAt = 269;
    public const long FAllocate = 285;
    public const long PWriteV = 296;
    public const long RenameAt2 = 316;
    public const long CopyFileRange = 326;
    public const long PWriteV2 = 328;
    public const long StatX = 332;
    public const long AccessAt2 = 439;
}
