using Kale.V1;

namespace Kale.Trainer;

/// <summary>Training over gRPC: declared, and answered by UNIMPLEMENTED.</summary>
internal sealed class TrainingService : Training.TrainingBase;
