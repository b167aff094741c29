/// The family's modules in the order of listing.
let quasiNewtonModules: [Module.Type] = [
  BFGS.self,
  SR1.self,
  LBFGS.self,
]
