/// The family's modules in the order of listing.
let adaptiveModules: [Module.Type] = [
  Adam.self, RMSProp.self, AdaGrad.self, Lion.self,
]
