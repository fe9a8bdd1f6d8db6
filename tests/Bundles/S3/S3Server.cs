using System.Diagnostics;

namespace Kale.Bundles.Tests.S3;

/// <summary>A real S3 server on a loopback port with the empty bucket "kale", as a process of its own.</summary>
public sealed class S3Server : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("kale-s3-").FullName;
    private Process _process;
    private readonly int _port;

    public S3Server()
    {
        _process = Run();
        _port = int.Parse(_process.StandardOutput.ReadLine()!);
    }

    public string Endpoint => $"http://127.0.0.1:{_port}";

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    /// <summary>Starts it again, on its port and data.</summary>
    public void Start()
    {
        _process = Run();
        Assert.Equal($"{_port}", _process.StandardOutput.ReadLine());
    }

    /// <summary>The bucket, with a prefix that nobody else uses.</summary>
    public S3Options NewOptions() => new()
    {
        Bucket = "kale",
        Prefix = $"test-{Guid.NewGuid():N}",
        Endpoint = Endpoint,
        AccessKey = "S3RVER",
        SecretKey = "S3RVER",
    };

    /// <summary>Options as lines of a configuration.</summary>
    public static (string Option, string Value)[] SettingsOf(S3Options options) =>
    [
        ("S3:Bucket", options.Bucket), ("S3:Prefix", options.Prefix), ("S3:Endpoint", options.Endpoint),
        ("S3:AccessKey", options.AccessKey), ("S3:SecretKey", options.SecretKey),
    ];

    /// <summary>Where the server keeps an object's bytes, under a prefix.</summary>
    public string FileOf(string prefix, string file) => Files(prefix).Single(path => path.Contains($"/{file}._"));

    /// <summary>Every object's key under a prefix.</summary>
    public IReadOnlyList<string> Keys(string prefix) =>
    [
        .. Files(prefix)
            .Select(path => Path.GetRelativePath(Path.Combine(_directory, "kale"), path).Replace("._S3rver_object", ""))
            .Order(StringComparer.Ordinal),
    ];

    public void Dispose()
    {
        Kill();
        Directory.Delete(_directory, recursive: true);
    }

    private Process Run()
    {
        string[] arguments =
            [Checkout.PathOf("tests/Bundles/peers/s3.mjs"), Checkout.NodePackage, _directory, $"{_port}"];
        return Process.Start(new ProcessStartInfo("node", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
    }

    // Where nothing is left, the server keeps no directory either.
    private IEnumerable<string> Files(string prefix) => Path.Combine(_directory, "kale", prefix) is var directory
        && Directory.Exists(directory)
            ? Directory.EnumerateFiles(directory, "*._S3rver_object", SearchOption.AllDirectories)
            : [];
}
