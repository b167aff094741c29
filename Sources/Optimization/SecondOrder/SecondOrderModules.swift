/// The family's modules in the order of listing.
let secondOrderModules: [Module.Type] = [
  Newton.self, NewtonCG.self, NewtonCGSteihaug.self,
]
