/// The family's modules in the order of listing.
let zerothOrderModules: [Module.Type] = [
  CoordinateDescent.self,
]
