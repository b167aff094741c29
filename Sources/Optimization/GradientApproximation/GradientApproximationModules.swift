/// The family's modules in the order of listing.
let gradientApproximationModules: [Module.Type] = [
  FDM.self, RandomizedFDM.self, SPSA.self, RDSA.self, GaussianSmoothing.self, MeZO.self, SPSA1.self, ForwardGradient.self,
]
