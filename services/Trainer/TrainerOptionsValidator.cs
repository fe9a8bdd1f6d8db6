using Kale.Training;
using Microsoft.Extensions.Options;

namespace Kale.Trainer;

[OptionsValidator]
internal sealed partial class TrainerOptionsValidator : IValidateOptions<TrainerOptions>;

internal sealed class DataRootsValidator : IValidateOptions<TrainerOptions>
{
    public ValidateOptionsResult Validate(string? name, TrainerOptions options)
    {
        var failures = options.DataRoots.Where(root => !Directory.Exists(root.Value)).Select(root =>
            $"{TrainerOptions.Section}:DataRoots:{root.Key} is '{root.Value}'; there is no such directory.").ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}

internal sealed class DeviceValidator : IValidateOptions<TrainerOptions>
{
    public ValidateOptionsResult Validate(string? name, TrainerOptions options) =>
        TrainingDevice.ComplaintAbout(options.Device, CudaState.Read) is { } complaint
            ? ValidateOptionsResult.Fail($"{TrainerOptions.Section}:{nameof(options.Device)} {complaint}")
            : ValidateOptionsResult.Success;
}
