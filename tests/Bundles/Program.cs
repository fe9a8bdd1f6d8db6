using Kale.Bundles;
using Kale.Bundles.Tests;

// A second process for the store's tests: <command> <store> ..., told to go on by a line on its standard input.
var store = new BundleStore(args[1]);
switch (args[0])
{
    case "set-names":
        var id = store.List()[0].Id;
        Console.WriteLine("ready");
        Console.ReadLine();
        for (var i = 0; i < int.Parse(args[3]); i++)
        {
            store.SetName($"{args[2]}-{i}", id);
        }

        break;
    case "write-halfway":
        WrittenBundles.Write(store.Directory, extra: new BundleFile("onnx/model.onnx", stream =>
        {
            stream.Write(new byte[1000]);
            stream.Flush();
            Console.WriteLine("ready");
            Console.ReadLine();
        }));
        break;
    case "write-same":
        Console.WriteLine("ready");
        Console.ReadLine();
        Console.WriteLine(WrittenBundles.Write(store.Directory, TinyEncoders.Dual(seed: 9)).Id);
        break;
}
