using Kale.ContextIndexer;
using Kale.ServiceDefaults;

return ServiceHost.Run(() =>
{
    var builder = WebApplication.CreateBuilder(args);

    builder.AddServiceDefaults("http://127.0.0.1:7702");
    builder.AddContextIndexer();        // options (validated on start), context encoder, vector store, index sessions

    var app = builder.Build();

    app.MapServiceDefaults();           // health, reflection, metrics; ready once the encoder has proved itself
    app.MapContextIndexer();
    return app;
});
