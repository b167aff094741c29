/// The family's modules in the order of listing.
let weightDecayModules: [Module.Type] = [
  WeightDecay.self, RelativeWeightDecay.self, CautiousWeightDecay.self, DirectWeightDecay.self, RandomReinitialize.self,
]
