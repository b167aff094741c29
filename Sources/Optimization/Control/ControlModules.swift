/// The family's modules in the order of listing.
let controlModules: [Module.Type] = [
  Split.self, Alternate.self, Switch.self, Multistep.self, Sequential.self, Online.self, GradientAccumulation.self,
]
