using Grpc.Core;
using Grpc.Net.Client;
using Kale.ServiceDefaults;
using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;
using Microsoft.AspNetCore.Builder;

namespace Kale.Trainer.Tests;

public sealed class TrainingServiceTests
{
    [Fact]
    public async Task StartJob_OfAHostWithoutJobs_IsUnimplementedWithDetails()
    {
        var builder = WebApplication.CreateBuilder();
        builder.AddServiceDefaults();
        builder.AddTrainer();
        await using var app = builder.Build();
        app.MapServiceDefaults();
        app.MapTrainer();
        await app.StartAsync();
        using var channel = GrpcChannel.ForAddress(app.Urls.First());
        var error = await RichErrors.FailsAsync(new Training.TrainingClient(channel).StartJobAsync(new StartJobRequest()));
        Assert.Equal((StatusCode.Unimplemented, "UNIMPLEMENTED"), (error.StatusCode, error.Reason()));
    }
}
