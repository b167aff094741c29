/// The family's modules in the order of listing.
let conjugateGradientModules: [Module.Type] = [
  PolakRibiere.self,
  FletcherReeves.self,
  HestenesStiefel.self,
  DaiYuan.self,
  LiuStorey.self,
  ConjugateDescent.self,
  HagerZhang.self,
  DYHS.self,
  ProjectedGradientMethod.self,
]
