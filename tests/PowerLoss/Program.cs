using Kale.PowerLoss.Tests.Workloads;

// A program whose system calls are recorded: <workload> <directory> [more]. It says its number, waits to be watched,
// and says every promise that it has made to somebody.
Console.WriteLine(Environment.ProcessId);
Console.ReadLine();
switch (args[0])
{
    case BundleWork.Name:
        BundleWork.Run(args[1], args[2]);
        break;
    case ManyFilesWork.Name:
        ManyFilesWork.Run(args[1], args[2]);
        break;
    case RouteWork.Name:
        await RouteWork.RunAsync(args[1]);
        break;
    case JobWork.Name:
        JobWork.Run(args[1]);
        break;
    case PointWork.Name:
        await PointWork.RunAsync(args[1]);
        break;
    default:
        throw new ArgumentException($"There is no workload '{args[0]}'.");
}
