using Kale.Trainer.Measuring;
using Kale.Training.Losses;

namespace Kale.Trainer.Recipes.Dual;

/// <summary>What a teacher says of every query and document, and how far a student may be from it.</summary>
/// <param name="Queries">[queries, dims].</param>
/// <param name="Documents">[documents, dims].</param>
/// <param name="Objective">The distance.</param>
internal sealed record TeacherVectors(VectorTable Queries, VectorTable Documents, AlignmentObjective Objective);
