/// The family's modules in the order of listing.
let momentumModules: [Module.Type] = [
  EMA.self, HeavyBall.self, NAG.self, Averaging.self, MedianAveraging.self, WeightedAveraging.self, Cautious.self,
  UpdateGradientSignConsistency.self, IntermoduleCautious.self, ScaleByGradCosineSimilarity.self,
  ScaleModulesByCosineSimilarity.self,
]
