using Kale.LocalQdrant;

// Kale.ContextIndexer.Tests DIRECTORY PORT: a vector store on this port until it is killed or its input ends.
var options = new LocalQdrantOptions { DataDirectory = args[0], Urls = { $"http://127.0.0.1:{args[1]}" } };
await using var server = await LocalQdrantServer.StartAsync(options);
Console.WriteLine(server.Addresses[0]);
await Console.In.ReadToEndAsync();
