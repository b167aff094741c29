/// The family's modules in the order of listing.
let trustRegionModules: [Module.Type] = [
  LevenbergMarquardt.self, TrustCG.self, CubicRegularization.self, Dogleg.self,
]
