using Kale.Trainer.Tests.Support;
using Kale.Training;
using Microsoft.Extensions.Options;
using TorchSharp;

namespace Kale.Trainer.Tests.Models.Runtime;

public sealed class TrainingDeviceTests
{
    [Theory]
    [InlineData("cpu", DeviceType.CPU, -1)]
    [InlineData("cuda", DeviceType.CUDA, 0)]
    [InlineData("cuda:2", DeviceType.CUDA, 2)]
    public void Torch_OfASetting_IsThatDevice(string setting, DeviceType type, int index)
    {
        Assert.Null(TrainingDevice.ComplaintAbout(setting, () => new CudaState(IsBuiltIn: true, Devices: 3)));
        var device = new TrainingDevice(setting);
        Assert.Equal((type, index), (device.Torch.type, device.Torch.index));
        Assert.Equal(type == DeviceType.CUDA, device.IsGpu);
    }

    [Theory]
    [InlineData("gpu")]
    [InlineData("CUDA")]
    [InlineData("cuda:")]
    [InlineData("cuda:-1")]
    [InlineData("cuda:1x")]
    [InlineData("cuda:99999999999")]
    [InlineData("")]
    public void ComplaintAbout_AnythingElse_SaysWhatThereIs(string setting) => Assert.Equal(
        $"is '{setting}'; it must be cpu, cuda (the first GPU) or cuda:N, from 0.",
        TrainingDevice.ComplaintAbout(setting, () => new CudaState(IsBuiltIn: true, Devices: 1)));

    [Theory]
    [InlineData("cuda", false, 0, "-p:Torch=cuda")]
    [InlineData("cuda", true, 0, "nvidia-smi")]
    [InlineData("cuda:2", true, 2, "finds 2: from cuda:0 to cuda:1")]
    public void ComplaintAbout_AGpuThatIsNotThere_SaysWhatToDo(string setting, bool builtIn, int devices, string advice)
    {
        var complaint = TrainingDevice.ComplaintAbout(setting, () => new CudaState(builtIn, devices));
        Assert.Contains($"is '{setting}'", complaint);
        Assert.Contains(advice, complaint);
    }

    [Fact]
    public void ComplaintAbout_TheProcessor_LooksForNoGpu() => Assert.Null(
        TrainingDevice.ComplaintAbout("cpu", () => throw new InvalidOperationException("libtorch was loaded.")));

    [Fact]
    public async Task Start_OnAGpuThatThisMachineLacks_IsRefusedByName()
    {
        if (CudaState.Read() is { IsBuiltIn: true, Devices: > 0 })
            return;
        using var directory = new TemporaryDirectory();
        var error = await Assert.ThrowsAsync<OptionsValidationException>(
            () => TestTrainer.StartAsync(directory, "--Trainer:Device=cuda:1"));
        Assert.Contains("Trainer:Device is 'cuda:1', and ", error.Message);
    }
}
