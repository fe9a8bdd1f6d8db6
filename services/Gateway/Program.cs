using Kale.Gateway;
using Kale.ServiceDefaults;

return ServiceHost.Run(() =>
{
    var builder = WebApplication.CreateBuilder(args);

    builder.AddServiceDefaults("http://127.0.0.1:7700");
    builder.AddGateway();           // options (validated on start), peers, vector store, search pipeline

    var app = builder.Build();

    app.MapServiceDefaults();       // health, reflection, metrics; ready once encoder and vector store have answered
    app.MapGateway();
    return app;
});
