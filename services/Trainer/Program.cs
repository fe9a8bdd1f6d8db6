using Kale.ServiceDefaults;
using Kale.Trainer;

return ServiceHost.Run(() =>
{
    var builder = WebApplication.CreateBuilder(args);

    builder.AddServiceDefaults("http://127.0.0.1:7703");
    builder.AddTrainer();               // options (validated on start), stores, recipes, job queue

    var app = builder.Build();

    app.MapServiceDefaults();           // health, reflection, metrics
    app.MapTrainer();
    return app;
});
