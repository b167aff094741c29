/// The family's modules in the order of listing.
let clippingModules: [Module.Type] = [
  ClipValue.self, ClipNorm.self, Normalize.self, Centralize.self, ClipNormByEMA.self, NormalizeByEMA.self,
  ClipValueByEMA.self, ClipValueGrowth.self, ClipNormGrowth.self,
]
