using System.CommandLine;
using Kale.Cli;
using Kale.Cli.Commands;
using Kale.ServiceDefaults.Calls;

EnvironmentProxy.SpareLoopback();
var root = new RootCommand("Index and search by meaning, and operate the encoders behind it.")
{
    ServeCommand.Create(),
    KeysCommand.Create(),
    HealthCommand.Create(),
    ImportCommand.Create(),
    EncodersCommand.Create(),
    BundlesCommand.Create(),
    IndexCommand.Create(),
    SearchCommand.Create(),
    EvaluateCommand.Create(),
    AlignCommand.Create(),
    TrainCommand.Create(),
    InfuseCommand.Create(),
    ProbeCommand.Create(),
    SweepCommand.Create(),
    JobsCommand.Create(),
    SpacesCommand.Create(),
    ReleasesCommand.Create(),
    StageCommand.Create(),
    RolloutCommand.Create(),
    RolloutCommand.CreateRollback(),
    FleetCommand.Create(),
};
return await CommandRunner.RunAsync(root, args);
