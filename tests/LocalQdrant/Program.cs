using Kale.LocalQdrant;

// Kale.LocalQdrant.Tests DIRECTORY [SLACK]: serves the directory on a free port until it is killed or its input ends.
var options = new LocalQdrantOptions { DataDirectory = args[0], Urls = { "http://127.0.0.1:0" } };
if (args.Length > 1)
    options.CompactionSlackBytes = long.Parse(args[1]);
try
{
    await using var server = await LocalQdrantServer.StartAsync(options);
    Console.WriteLine(server.Addresses[0]);
    await Console.In.ReadToEndAsync();
    return 0;
}
catch (LocalQdrantException e)
{
    Console.WriteLine($"{e.Reason}: {e.Message}");
    return 1;
}
