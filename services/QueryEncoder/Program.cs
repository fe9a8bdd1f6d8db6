using Kale.QueryEncoder;
using Kale.ServiceDefaults;

return ServiceHost.Run(() =>
{
    var builder = WebApplication.CreateBuilder(args);

    builder.AddServiceDefaults("http://127.0.0.1:7701");
    builder.AddQueryEncoder();          // options (validated on start), active encoder, loader

    var app = builder.Build();

    app.MapServiceDefaults();           // health, reflection, metrics; ready only after warm-up
    app.MapQueryEncoder();
    return app;
});
