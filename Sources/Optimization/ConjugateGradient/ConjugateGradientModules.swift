/// The family's modules in the order of listing.
let conjugateGradientModules: [Module.Type] = [
  PolakRibiere.self,
]
