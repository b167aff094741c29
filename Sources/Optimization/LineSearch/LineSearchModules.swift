/// The family's modules in the order of listing.
let lineSearchModules: [Module.Type] = [
  Backtracking.self,
  StrongWolfe.self,
]
