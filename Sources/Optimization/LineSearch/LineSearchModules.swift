/// The family's modules in the order of listing.
let lineSearchModules: [Module.Type] = [
  Backtracking.self,
  AdaptiveBacktracking.self,
  StrongWolfe.self,
  AdaptiveBisection.self,
  ScipyMinimizeScalar.self,
]
