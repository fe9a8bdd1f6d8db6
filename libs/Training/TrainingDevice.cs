using System.Globalization;
using System.Text.RegularExpressions;
using TorchSharp;

namespace Kale.Training;

/// <summary>
/// Where networks are put and learn: <c>Trainer:Device</c>. Nothing of libtorch is loaded to know it.
/// </summary>
public sealed partial class TrainingDevice(string name)
{
    /// <summary>The processor.</summary>
    public const string Processor = "cpu";

    /// <summary>Whether it is not the processor.</summary>
    public bool IsGpu => name != Processor;

    /// <summary>As libtorch names it.</summary>
    public torch.Device Torch { get; } = Parse(name);

    /// <summary>Dropout's random numbers follow from the seed, wherever they are drawn.</summary>
    public void Seed(long seed)
    {
        // TorchSharp's manual_seed reaches the processor's generator alone.
        using var generator = torch.manual_seed(seed);
        if (IsGpu)
            torch.cuda.manual_seed_all(seed);
    }

    /// <summary>As the setting names it.</summary>
    public override string ToString() => name;

    /// <summary>Why networks cannot be put there on this machine, and what to do; null: they can.</summary>
    /// <param name="name">The setting.</param>
    /// <param name="cuda">What CUDA there is; asked where the setting needs one.</param>
    public static string? ComplaintAbout(string name, Func<CudaState> cuda)
    {
        if (!Names().IsMatch(name))
            return $"is '{name}'; it must be cpu, cuda (the first GPU) or cuda:N, from 0.";
        return name == Processor ? null : ComplaintAbout(name, cuda());
    }

    private static string? ComplaintAbout(string name, CudaState cuda) => cuda switch
    {
        { IsBuiltIn: false } => $"is '{name}', and the libtorch of this program computes on the processor alone. Build "
            + "it with -p:Torch=cuda (docs/operations.md, GPUs), or set cpu.",
        { Devices: 0 } => $"is '{name}', and libtorch finds no GPU. See that nvidia-smi lists one where this program "
            + "runs, in its container too, with a driver for CUDA 12.8; or set cpu.",
        { Devices: var count } when Parse(name).index >= count =>
            $"is '{name}', and libtorch finds {count}: from cuda:0 to cuda:{count - 1}.",
        _ => null,
    };

    private static torch.Device Parse(string name) => name == Processor
        ? new torch.Device(DeviceType.CPU)
        : new torch.Device(DeviceType.CUDA, Index(name["cuda".Length..]));

    // The first one by number: -1 is "the current one" to libtorch, and differs from the 0 that its tensors say.
    private static int Index(string number) =>
        number.Length == 0 ? 0 : int.Parse(number[1..], CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\A(cpu|cuda(:\d{1,3})?)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Names();
}
