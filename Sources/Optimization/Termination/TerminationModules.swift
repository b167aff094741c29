/// The family's modules in the order of listing.
let terminationModules: [Module.Type] = [
  TerminateAfterNSteps.self, TerminateAfterNEvaluations.self, TerminateAfterNSeconds.self, TerminateByGradientNorm.self,
  TerminateByUpdateNorm.self, TerminateOnNoImprovement.self, TerminateOnLossReached.self, TerminateAny.self, TerminateAll.self,
  TerminateNever.self,
]
